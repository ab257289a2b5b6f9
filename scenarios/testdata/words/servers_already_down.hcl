scenario "servers_already_down" {
  summary = "Words for servers that have ended by themselves, and for machines whose servers are dead."

  ensemble { servers = 5 }

  session "app" { server = 4 }

  step "server 1 ends by itself" {
    lead { server = 5 }
    create "/before" { as = "before" }
    await { synced = 1 }
    kill { server = 1 }
    edit_file {
      server  = 1
      file    = "currentEpoch"
      replace = { text = "0" }
    }
    start { server = 1 }
    await { exited = 1 }
  }

  step "what is still to be done" {
    kill {
      servers     = [1, 2]
      may_be_down = true
    }
    stop {
      servers     = [1, 2]
      may_be_down = true
    }
    edit_file {
      server  = 1
      file    = "currentEpoch"
      replace = { text = format("%d", epoch(result.before.zxid)) }
    }
    restart {
      servers     = [1, 3]
      may_be_down = true
    }
    start {
      servers   = [1, 2, 3]
      may_be_up = true
    }
    await { synced = [1, 2, 3, 4, 5] }
  }

  step "dead machines" {
    kill { server = 1 }
    power_off { server = 1 }
    power_off {
      server = 2
      kill   = true
    }
    create "/meanwhile" {}
    power_on { servers = [1, 2] }
    await { synced = [1, 2, 3, 4, 5] }
  }
}
