# VERDICT: inconclusive
# BECAUSE: kill server 1: no receipt, its process ended by itself: with exit code 134
# RUNTIME: {"Deviations": [{"Server": 1, "Crashes": true, "ExitCode": 134}]}

scenario "crash_instead_of_kill" {
  summary = "A process that ended by itself was not killed."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    kill { server = 1 }
  }
}
