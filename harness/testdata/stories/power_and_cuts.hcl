# VERDICT: held

scenario "power_and_cuts" {
  summary = "heal does not reconnect a machine without power, and power_on does not end cuts."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "healed while it has no power" { # done
    cut {
      from = 1
      to   = 2
    }
    power_off { server = 1 }
    heal {}
    power_on { server = 1 }
    await { synced = [1, 2, 3] }
  }

  step "cut while it has no power" { # done
    power_off { server = 1 }
    cut {
      from = 1
      to   = 2
    }
    power_on { server = 1 }
    cut {
      from = 2
      to   = 3
      port = "election"
    }
    heal {}
    await { synced = [1, 2, 3] }
  }
}
