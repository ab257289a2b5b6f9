# VERDICT: held

scenario "controller_shuts_down" {
  summary = "A shutdown is known by the end of the process: its answer never comes."

  ensemble {
    servers = 3

    server "3" { controller = true }
  }

  session "app" { server = 1 }

  step "the end" { # done
    controller {
      server  = 3
      command = "shutdown"
      as      = "end"
    }
    require { condition = server(3).exited && result.end.outcome == "ok" }
  }

  step "another one leads" { # done
    await { leader = 2 }
    create "/after" {}
    start { server = 3 }
    await { synced = 3 }
  }
}
