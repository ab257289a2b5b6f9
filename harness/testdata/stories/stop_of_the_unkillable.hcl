# VERDICT: inconclusive
# BECAUSE: stop server 1: its process is still there
# TIMEOUT: 100ms in the fault
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "stop_of_the_unkillable" {
  summary = "A server does not heed SIGTERM."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    stop { server = 1 }
  }
}
