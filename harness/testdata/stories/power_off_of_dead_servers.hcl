# VERDICT: held

scenario "power_off_of_dead_servers" {
  summary = "Machines lose their power whose servers have ended before, or are killed first."

  ensemble { servers = 5 }

  session "app" { server = 4 }

  step "machines without power" { # done
    kill { server = 1 }
    power_off { servers = [1, 2] }
    power_off {
      server = 3
      kill   = true
    }
    require { condition = server(1).exited && server(2).exited && server(3).exited }
  }

  step "they return" { # done
    power_on { servers = [1, 2, 3] }
    await { synced = [1, 2, 3, 4, 5] }
  }

  step "a dead server is not killed twice" { # done
    stop { server = 1 }
    power_off {
      servers = [1, 2]
      kill    = true
    }
    power_on { servers = [1, 2] }
    await { synced = [1, 2, 3, 4, 5] }
  }
}
