# VERDICT: inconclusive
# BECAUSE: resume server 1: no receipt
# RUNTIME: {"Deviations": [{"Server": 1, "StaysFrozen": true}]}

scenario "resume_without_receipt" {
  summary = "The kernel still reports the process as stopped."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    pause { server = 1 }
    resume { server = 1 }
  }
}
