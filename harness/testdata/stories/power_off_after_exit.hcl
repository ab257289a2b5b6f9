# VERDICT: inconclusive
# BECAUSE: power off server 1: no receipt, its process ended by itself
# RUNTIME: {"Deviations": [{"Server": 1, "Crashes": true, "ExitCode": 1}]}

scenario "power_off_after_exit" {
  summary = "The process exits by itself before the power goes off."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    power_off { server = 1 }
  }
}
