scenario "power_cut" {
  summary = "The leader's machine loses its power: nothing is refused, connections hang. The others elect a new leader, and no acknowledged write is lost."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/acknowledged" { data = "yes" }
  }

  step "its machine loses its power" {
    power_off { server = 3 }
    await {
      leader    = 2
      guarantee = "availability"
    }
  }

  step "the write is still there" {
    connect "app" {}
    read "/acknowledged" { as = "after" }
    assert {
      condition = result.after.data == "yes"
      guarantee = "durability"
    }
  }

  step "the power comes back" {
    power_on { server = 3 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(3).role == "follower" }
  }
}
