scenario "kill_leader" {
  summary = "The leader is killed; the others elect a new one, and no acknowledged write is lost."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 3 leads" {
    lead { server = 3 }
  }

  step "a write is acknowledged" {
    create "/acknowledged" { data = "yes" }
  }

  step "the leader is killed" {
    kill { server = leader }
    await {
      leader    = 2
      guarantee = "availability"
    }
  }

  step "the write is still there" {
    read "/acknowledged" { as = "after" }
    assert {
      condition = result.after.data == "yes"
      guarantee = "durability"
    }
  }

  step "the old leader follows the new one" {
    start { server = 3 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(3).role == "follower" }
  }
}
