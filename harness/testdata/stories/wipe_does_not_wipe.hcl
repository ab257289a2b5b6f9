# VERDICT: inconclusive
# BECAUSE: still holds acceptedEpoch, currentEpoch
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "wipe_does_not_wipe" {
  summary = "The files stay."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    wipe { server = 1 }
  }
}
