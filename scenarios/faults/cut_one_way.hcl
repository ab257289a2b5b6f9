scenario "cut_one_way" {
  summary = "A follower hears its leader, but is not heard: the leader gives it up. It cannot join before the cut is healed."

  ensemble { servers = 3 }

  session "app" { server = 2 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/value" { data = "1" }
  }

  step "nobody hears server 1" {
    cut {
      from      = 1
      to        = [2, 3]
      direction = "one_way"
    }
    await {
      server = 3
      log    = "Closing connection to peer due to transaction timeout|GOODBYE|Unexpected exception causing shutdown while sock still open"
    }
    set "/value" { data = "2" }
  }

  step "server 1 is heard again and catches up" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    move "app" { server = 1 }
    read "/value" { as = "after" }
    assert {
      condition = result.after.data == "2"
      guarantee = "single_system_image"
    }
  }
}
