# VERDICT: inconclusive
# BECAUSE: wipe: server 2 runs

scenario "wipe_running_server" {
  summary = "A running server must not be wiped."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    wipe { server = followers[1] }
  }
}
