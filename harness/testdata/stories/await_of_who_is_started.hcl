# VERDICT: held

scenario "await_of_who_is_started" {
  summary = "A word that runs at the same time starts the process that is waited for."

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
