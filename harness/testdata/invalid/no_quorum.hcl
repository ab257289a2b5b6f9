scenario "down" {
  summary = "Words that need servers that do not run."

  ensemble { servers = 5 }

  session "app" { server = 5 }

  step "one" {
    kill { server = 2 }
    await { serving = 2 }      # ERROR: Server cannot serve: does not run
    await { synced = [1, 2] }  # ERROR: Server cannot serve: Server 2
    await {
      synced    = [2]          # ERROR: Server cannot serve
      guarantee = "rejoin"
    }
    await { leader = 2 }       # ERROR: Server cannot serve
    await { exited = 2 }
  }

  step "three" {
    kill { servers = [1, 3] }
    await { leader = 5 }       # ERROR: No quorum: servers 1, 2, 3 do not run
    await { epoch = 2 }        # ERROR: No quorum
    await { zxid = "0x1" }     # ERROR: No quorum
    await { persisted = 5 }    # ERROR: No quorum
    create "/a" {}             # ERROR: No quorum
    background "load" {        # ERROR: No quorum
      path = "/load"
    }
    close "app" {}             # ERROR: No quorum
  }
}

scenario "frozen" {
  summary = "Words that need a paused server."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "one" {
    pause { server = 1 }
    create "/a" {}             # ERROR: Server of the session is silent: is frozen
    read "/" {}                # ERROR: Server of the session is silent
    await { serving = [1, 2] } # ERROR: Server cannot serve: Server 1 is frozen
    stop { server = 1 }        # ERROR: Server is paused: heeds no SIGTERM
  }
}

scenario "later" {
  summary = "Words that need a server that was not started."

  ensemble {
    servers   = 3
    observers = 1

    server "3" { starts = "later" }
  }

  session "app" { server = 1 }

  step "one" {
    await { synced = 3 }       # ERROR: Server cannot serve
    await { exited = 3 }       # ERROR: Server was not started
    await { persisted = 3 }    # ERROR: Server was not started
    await {
      log    = "LEADING"
      server = 3               # ERROR: Server was not started
    }
  }
}

scenario "observer" {
  summary = "Words that need the vote of an observer."

  ensemble {
    servers   = 3
    observers = 1
  }

  step "one" {
    await { leader = 4 }       # ERROR: Observers never lead
  }
}
