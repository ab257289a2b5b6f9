# VERDICT: inconclusive
# BECAUSE: step "the heal": heal: heal the network: no receipt
# RUNTIME: {"Deviations": [{"Server": 1, "NeverHeals": true}]}

scenario "heal_without_effect" {
  summary = "Packets do not pass after the heal."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the heal" { # stopped here
    cut {
      from = 1
      to   = 2
    }
    heal {}
  }
}
