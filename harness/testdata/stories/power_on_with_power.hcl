# VERDICT: inconclusive
# BECAUSE: power on server 1: its machine has power

scenario "power_on_with_power" {
  summary = "A server that was killed has not lost its power."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    repeat { # of which nobody knows before the run how often it is
      until = true
      kill { server = followers[0] }
    }
    power_on { server = 1 }
  }
}
