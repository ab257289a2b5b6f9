# VERDICT: inconclusive
# BECAUSE: start server 1: its machine has no power

scenario "start_without_power" {
  summary = "No server starts on a machine without power."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    repeat { # hides from the forecast that the power is off
      until = each.index == 0
      power_off { server = 1 }
    }
    start { server = 1 }
  }
}
