# VERDICT: inconclusive
# BECAUSE: power on server 1: its machine has power

scenario "power_on_with_power" {
  summary = "The machine of a killed server still has power."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    repeat { # hides from the forecast that the server is killed
      until = each.index == 0
      kill { server = followers[0] }
    }
    power_on { server = 1 }
  }
}
