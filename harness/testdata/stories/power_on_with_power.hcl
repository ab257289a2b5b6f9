# VERDICT: inconclusive
# BECAUSE: power on server 1: its machine has power

scenario "power_on_with_power" {
  summary = "A server that was killed has not lost its power."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    power_on { server = 1 }
  }
}
