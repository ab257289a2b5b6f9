# VERDICT: held

scenario "await_server_started_in_parallel" {
  summary = "A concurrent word starts the server that await waits for."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # done
    kill { server = 2 }
    parallel {
      await { synced = 2 }
      sequence {
        create "/first" {}
        start { server = 2 }
      }
    }
  }
}
