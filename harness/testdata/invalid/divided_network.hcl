scenario "divided" {
  summary = "Groups that have no quorum."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "three" {
    partition { groups = [[1], [2], [3]] }
    await { synced = [1, 2, 3] } # ERROR: No quorum: the network is divided
    set "/a" { data = "1" }      # ERROR: No quorum
  }

  step "two" {
    heal {}
    set "/a" { data = "1" }
    partition { groups = [[1], [2, 3]] }
    await { leader = 1 }         # ERROR: Server cannot serve: cut off
    set "/a" { data = "1" }      # ERROR: Server cannot serve: cut off
    lead { server = 2 }          # ERROR: Server cannot serve: cut off
  }

  step "one" {
    heal {}
    isolate {
      server  = 1
      clients = true
    }
    read "/a" {}                 # ERROR: Server of the session is silent: cannot be reached by clients
    move "app" { server = 1 }    # ERROR: Server cannot serve: cannot be reached by clients
  }

  step "cut" {
    heal {}
    cut {
      from = 1
      to   = [2, 3]
    }
    await { serving = 1 }        # ERROR: Server cannot serve: cut off
  }
}
