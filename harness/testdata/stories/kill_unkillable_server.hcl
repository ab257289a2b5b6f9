# VERDICT: inconclusive
# BECAUSE: kill server 1: its process is still there
# TIMEOUT: 100ms in the fault
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "kill_unkillable_server" {
  summary = "The process survives SIGKILL."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    kill { server = 1 }
  }
}
