scenario "fresh_read" {
  summary = "After a flag is switched on, every read that follows a sync returns the new value."

  ensemble {
    servers = 3
    config  = { syncLimit = 40 } # a follower without its leader keeps serving for 40 ticks
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

  step "it is switched on while server 1 receives nothing from the leader" {
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

  step "the application reads the old value, syncs, and reads again" {
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
