# While a leader sends a snapshot it locks the znode that it is at. Up to 3.4.6 and
# 3.5.0 it writes to the follower's connection meanwhile, and when that is stuck, so
# is whoever writes the znode, and all the ensemble behind it.

scenario "stuck_snapshot" {
  summary    = "The snapshot for one follower is stuck, and with it every write of the ensemble."
  references = ["ZOOKEEPER-2201"]
  tags       = ["SNAP"]

  expect "availability" { violated_on = "< 3.4.7 || = 3.5.0" }

  ensemble {
    servers    = 3
    properties = { "zookeeper.forceSnapshotSync" = true }

    server "1" { config = { initLimit = 60 } } # so long, 30 s, does it wait for more of the snapshot
  }

  session "app" { server = 3 }

  step "server 3 leads, and there is a lot to send" {
    lead { server = 3 }
    create "/bulk" {}
    fill "/bulk" {
      children = 100
      size     = "200kB"
    }
  }

  step "the snapshot for server 1 is stuck" {
    kill { server = 1 }
    wipe { server = 1 }
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "2MB"
    }
    start { server = 1 }
    await { stalled = 1 }
  }

  step "the two others serve: each znode of the snapshot can be written" {
    repeat {
      until = result.write.outcome != "ok" || each.index == 99
      set "/bulk" {
        child    = format("n%04d", each.index)
        data     = "z"
        within   = "5s"
        may_fail = true
        as       = "write"
      }
    }
    fact "first write that is not answered" {
      reported  = "/n27 on 3.4.6, /n17 on 3.5.0"
      observed  = result.write.outcome == "ok" ? "none of 100" : result.write.path
      condition = result.write.outcome != "ok"
    }
    fact "leader while it is not" {
      reported = 3
      observed = leader
    }
    # An election meanwhile would be another reason not to answer, and a snapshot that is
    # no longer stuck one to answer: a server that gives up looks for a leader.
    require { condition = leader == 3 && server(1).role == "" && server(1).sync == "SNAP" }
    assert {
      condition = result.write.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "the snapshot comes through" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(1).sync == "SNAP" }
  }
}
