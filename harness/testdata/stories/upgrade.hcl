# VERDICT: held

scenario "upgrade" {
  summary = "A server is upgraded, while the others stay as they are."

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

  step "it lasts" { # done
    restart { server = 1 }
    await { synced = 1 }
    require { condition = server(1).uptodate }
  }
}
