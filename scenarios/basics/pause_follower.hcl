scenario "pause_follower" {
  summary = "A follower is frozen and thawed; it catches up, and its own clients never see the past."

  ensemble { servers = 3 }

  session "writer" { server = 3 }

  session "reader" { server = 1 }

  step "server 3 leads" {
    lead { server = 3 }
  }

  step "both sessions know the first value" {
    create "/value" {
      session = "writer"
      data    = "1"
    }
    await { synced = [1, 2, 3] }
    read "/value" {
      session = "reader"
      as      = "first"
    }
    require { condition = result.first.data == "1" }
  }

  step "server 1 freezes, the others go on" {
    pause { server = 1 }
    set "/value" {
      session = "writer"
      data    = "2"
    }
  }

  step "server 1 thaws and catches up" {
    resume { server = 1 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    sync "/value" { session = "reader" }
    read "/value" {
      session = "reader"
      as      = "second"
    }
    assert {
      condition = result.second.data == "2"
      guarantee = "single_system_image"
    }
  }
}
