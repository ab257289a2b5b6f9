# VERDICT: held

scenario "upgrade" {
  summary = "One server is upgraded, the others keep their release."

  ensemble {
    servers = 3

    server "1" { release = "3.4.14" }
  }

  session "app" { server = 3 }

  step "the upgrade" { # done
    require { condition = !server(1).uptodate && server(2).uptodate }
    restart {
      server  = 1
      release = "3.5.10"
    }
    await { synced = 1 }
    require { condition = server(1).uptodate }
  }

  step "the release stays after a restart" { # done
    restart { server = 1 }
    await { synced = 1 }
    require { condition = server(1).uptodate }
  }
}
