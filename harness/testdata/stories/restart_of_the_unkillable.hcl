# VERDICT: inconclusive
# BECAUSE: server 1: its process is still there
# TIMEOUT: 100ms in the fault
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "restart_of_the_unkillable" {
  summary = "What does not end cannot be started again."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    restart { server = 1 }
  }
}
