# VERDICT: held

scenario "power_and_partition" {
  summary = "Machines lose and regain their power during a partition."

  ensemble { servers = 5 }

  session "app" { server = 3 }

  step "a partition, and machines without power" { # done
    partition { groups = [[1, 2], [3, 4, 5]] }
    power_off { servers = [1, 4] }
    require { condition = server(1).exited && server(4).exited && !server(2).exited }
  }

  step "power comes back, the partition stays" { # done
    power_on { server = 1 }
    require { condition = !server(1).exited }
  }

  step "the partition heals, server 4 has no power" { # done
    heal {}
    require { condition = server(4).exited }
    power_on { server = 4 }
    await { synced = [1, 2, 3, 4, 5] }
  }

  step "no servers" { # done
    power_off { servers = [] }
    power_on { servers = [] }
  }
}
