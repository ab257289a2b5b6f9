scenario "stalled_snapshot" {
  summary = "A wiped follower is sent a snapshot that stops in the middle; after the healing it joins and has everything."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "server 3 leads, and there is a lot to send" {
    lead { server = 3 }
    create "/bulk" {}
    fill "/bulk" {
      children = 40
      size     = "50kB"
    }
  }

  step "server 1 has lost everything" {
    kill { server = 1 }
    wipe { server = 1 }
  }

  step "its snapshot stalls" {
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "400kB"
    }
    start { server = 1 }
    await { stalled = 1 }
    require { condition = server(1).role == "" }
  }

  step "it comes through" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(1).sync == "SNAP" }
    assert {
      condition = differences(server(1).tree, server(3).tree) == []
      guarantee = "replica_agreement"
    }
  }
}
