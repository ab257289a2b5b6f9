# VERDICT: inconclusive
# BECAUSE: does not arrive, though its way is open
# RUNTIME: {"Deviations": [{"Server": 1, "NeverHeals": true}]}

scenario "power_on_in_silence" {
  summary = "The machine stays silent when it gets its power back."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    power_off { server = 1 }
    power_on { server = 1 }
  }
}
