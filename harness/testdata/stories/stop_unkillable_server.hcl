# VERDICT: inconclusive
# BECAUSE: stop server 1: its process is still there
# TIMEOUT: 100ms in the fault
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "stop_unkillable_server" {
  summary = "The process ignores SIGTERM."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    stop { server = 1 }
  }
}
