scenario "fresh_read" {
  summary = "A flag is switched on; whoever syncs before reading it sees it switched on."

  ensemble {
    servers = 3
    config  = { syncLimit = 40 } # a server that hears no leader serves on for 40 ticks
  }

  session "admin" { server = 2 }
  session "app" { server = 1 }

  step "the flag is off" {
    lead { server = 3 }
    create "/flag" {
      session = "admin"
      data    = "off"
    }
    read "/flag" { session = "app" }
  }

  step "it is switched on while server 1 does not hear the leader" {
    cut {
      from      = leader
      to        = 1
      direction = "one_way"
    }
    set "/flag" {
      session = "admin"
      data    = "on"
    }
  }

  step "the application, which lags behind, syncs and reads it" {
    read "/flag" {
      session = "app"
      as      = "before"
    }
    require { condition = result.before.data == "off" }
    heal {}
    sync "/flag" { session = "app" }
    read "/flag" {
      session = "app"
      as      = "seen"
    }
    assert {
      condition = result.seen.data == "on"
      guarantee = "durability"
    }
  }
}
