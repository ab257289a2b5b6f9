# VERDICT: inconclusive
# BECAUSE: kill server 1: no receipt, its process ended by itself: with exit code 1
# RUNTIME: {"Deviations": [{"Server": 1, "Crashes": true, "ExitCode": 1}]}

scenario "exit_before_kill" {
  summary = "The process exits by itself before it is killed."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    kill { server = 1 }
  }
}
