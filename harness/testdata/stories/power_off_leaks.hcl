# VERDICT: inconclusive
# BECAUSE: no receipt: the probe from 1 to 2 arrives
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}]}

scenario "power_off_leaks" {
  summary = "Packets of a machine without power pass."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    power_off { server = 1 }
  }
}
