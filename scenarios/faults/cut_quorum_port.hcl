scenario "cut_quorum_port" {
  summary = "Votes pass between a follower and its leader, transactions do not: the follower finds the leader again and again, and cannot join it before the cut is healed."

  ensemble { servers = 3 }

  session "app" { server = 2 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/value" { data = "1" }
    kill { server = 1 }
  }

  step "server 1 elects server 3 and cannot reach it" {
    cut {
      from = 1
      to   = 3
      port = "quorum"
    }
    start { server = 1 }
    await {
      server = 1
      log    = "FOLLOWING"
    }
    await {
      server = 1
      log    = "(Unexpected exception|Failed connect to leader).*(tries|retries|connect)"
    }
    require { condition = server(1).role == "" }
    set "/value" { data = "2" }
  }

  step "server 1 joins" {
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
