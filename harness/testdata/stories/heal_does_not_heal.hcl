# VERDICT: inconclusive
# BECAUSE: step "the healing": heal: heal the network: no receipt
# RUNTIME: {"Deviations": [{"Server": 1, "NeverHeals": true}]}

scenario "heal_does_not_heal" {
  summary = "The packets do not pass although nothing was to drop them any more."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the healing" { # stopped here
    cut {
      from = 1
      to   = 2
    }
    heal {}
  }
}
