scenario "partition_leader" {
  summary = "The leader is cut from both followers; they elect another one and go on, and after the healing it follows and has what it missed."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 3 leads epoch 1 or later, and everybody knows the first value" {
    lead { server = 3 }
    create "/value" { data = "1" }
    await { synced = [1, 2, 3] }
  }

  step "the leader is alone, the others elect server 2" {
    partition { groups = [[3], [1, 2]] }
    await {
      leader    = 2
      guarantee = "availability"
    }
    move "app" { server = 1 }
    set "/value" { data = "2" }
  }

  step "the old leader comes back as a follower" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(3).role == "follower" }
    move "app" { server = 3 }
    read "/value" { as = "after" }
    assert {
      condition = result.after.data == "2"
      guarantee = "single_system_image"
    }
  }
}
