# VERDICT: inconclusive
# BECAUSE: power off server 1: its machine has no power

scenario "power_off_without_power" {
  summary = "A machine without power cannot lose it."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    power_off { server = followers[0] }
    power_off { server = 1 }
  }
}
