scenario "isolate_leader" {
  summary = "The leader is cut from everybody, its clients too. A client that moves to another server goes on, and never sees the past."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/value" { data = "1" }
    await { synced = [1, 2, 3] }
  }

  step "nobody reaches it" {
    isolate {
      server  = 3
      clients = true
    }
    await {
      leader    = 2
      guarantee = "availability"
    }
    move "app" { server = 1 }
    set "/value" { data = "2" }
  }

  step "it comes back as a follower" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    move "app" { server = 3 }
    read "/value" { as = "after" }
    assert {
      condition = result.after.data == "2"
      guarantee = "single_system_image"
    }
  }
}
