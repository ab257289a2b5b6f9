# VERDICT: inconclusive
# BECAUSE: no receipt: the probe from 1 to 2 arrives
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}, {"Server": 2, "Leaks": true}]}

scenario "isolate_leaks" {
  summary = "Packets pass from an isolated server."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    isolate { server = 1 }
  }
}
