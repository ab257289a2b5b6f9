# VERDICT: inconclusive
# BECAUSE: server 1: its process is still there
# TIMEOUT: 100ms in the fault
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "restart_unkillable_server" {
  summary = "The process does not exit, so it cannot be restarted."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    restart { server = 1 }
  }
}
