# VERDICT: inconclusive
# BECAUSE: still holds acceptedEpoch, currentEpoch
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "wipe_without_effect" {
  summary = "The files are not removed."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    wipe { server = 1 }
  }
}
