# VERDICT: held

scenario "lead_with_server_started_in_parallel" {
  summary = "A concurrent word starts a server that lead waits for."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # done
    kill { server = 2 }
    parallel {
      lead { server = 3 }
      sequence {
        create "/first" {}
        start { server = 2 }
      }
    }
  }
}
