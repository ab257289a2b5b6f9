# VERDICT: inconclusive
# BECAUSE: step "the faults": pause: pause server 1: it does not run, or is in that state already

scenario "pause_paused_server" {
  summary = "A paused server cannot be paused."

  ensemble { servers = 3 }

  step "the faults" { # stopped here
    pause { server = 1 }
    pause { server = leader - 2 }
  }
}
