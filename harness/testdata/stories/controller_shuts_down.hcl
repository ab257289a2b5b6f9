# VERDICT: held

scenario "controller_shuts_down" {
  summary = "A shutdown has no answer: its receipt is the exit of the process."

  ensemble {
    servers = 3

    server "3" { controller = true }
  }

  session "app" { server = 1 }

  step "the shutdown" { # done
    controller {
      server  = 3
      command = "shutdown"
    }
    require { condition = server(3).exited }
  }

  step "another server leads" { # done
    await { leader = 2 }
    create "/after" {}
    start { server = 3 }
    await { synced = 3 }
  }
}
