# VERDICT: inconclusive
# BECAUSE: does not arrive, though its way is open
# RUNTIME: {"Deviations": [{"Server": 1, "NeverHeals": true}]}

scenario "power_on_leaves_network_cut" {
  summary = "Packets do not reach a machine that has power again."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    power_off { server = 1 }
    power_on { server = 1 }
  }
}
