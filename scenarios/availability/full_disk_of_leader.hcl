# A leader whose log cannot be written any more has to give up, so that another one
# can lead. Up to 3.4.6 and 3.5.0 its process ended. From 3.4.7 and 3.5.1 on only the
# thread that writes the log ended, and the leader stayed.

scenario "full_disk_of_leader" {
  summary    = "The log disk of the leader is full: it stays leader, nothing can be written, and no session begins."
  references = ["ZOOKEEPER-2247"]
  tags       = ["disk"]

  expect "availability" { violated_on = ">= 3.4.7, < 3.4.9 || >= 3.5.1, < 3.5.3" }

  ensemble {
    servers = 3
    config  = { preAllocSize = 64, initLimit = 6 } # so long does who wins a split election wait for followers

    server "3" { log_size = "3MB" }
  }

  session "app" { server = 1 }

  session "later" { server = 2 }

  step "server 3 leads" {
    session = "app"
    lead { server = 3 }
    create "/bulk" { as = "first" }
  }

  step "its log disk becomes full" {
    session = "app"
    # No transaction is larger than preAllocSize, 64 kB: that would destroy the logs of
    # old releases by itself (ZOOKEEPER-2249).
    repeat {
      until = result.bulk.outcome != "ok" || epoch(result.bulk.zxid) > epoch(result.first.zxid)
      create "/bulk" {
        child    = "n${each.index}"
        size     = "40kB"
        within   = "4s"
        may_fail = true
        as       = "bulk"
      }
    }
    await {
      server = 3
      log    = "No space left on device"
    }
  }

  step "the two others serve" {
    session = "later"
    # An election may take the first connections away.
    repeat {
      until = result.after.outcome == "ok" && epoch(result.after.zxid) > epoch(result.first.zxid) || each.index == 2
      create "/" {
        child    = "after${each.index}"
        within   = "5s"
        may_fail = true
        as       = "after"
      }
    }
    fact "what servers 1, 2 and 3 say that they are" {
      reported = ["follower", "follower", "leader"]
      observed = [server(1).role, server(2).role, server(3).role]
    }
    fact "a new session at server 2" {
      reported = "none"
      observed = session.later.state == "connected" ? "opened" : "none"
    }
    fact "the process of the leader" {
      reported = "goes on"
      observed = server(3).exited ? "ends" : "goes on"
    }
    # A write in the old epoch does not show that another one can lead. No leader, another
    # one, or an election that server 3 won again would not show that it stayed.
    require { condition = result.after.outcome == "ok" && epoch(result.after.zxid) > epoch(result.first.zxid) || server(3).role == "leader" && server(3).epoch == epoch(result.first.zxid) }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "they do when the process of server 3 is gone" {
    session = "later"
    kill { servers = server(3).exited ? [] : [3] }
    await { serving = [1, 2] }
    create "/last" {}
  }
}
