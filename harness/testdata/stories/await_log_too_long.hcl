# VERDICT: inconclusive
# BECAUSE: no line of the log of server 1 matches "LEADING$"

scenario "await_log_too_long" {
  summary = "Server 1 never leads."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 3 logs it" { # done
    await {
      log    = "LEADING$"
      server = 3
    }
  }

  step "server 1 does not" { # stopped here
    await {
      log    = "LEADING$"
      server = 1
      within = "50ms"
    }
  }
}
