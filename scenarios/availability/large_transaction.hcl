# A request within jute.maxbuffer may make a transaction beyond it, here by the
# numbers that the server adds to sequential names. Up to 3.5.6 followers cannot read
# that from their leader, nor can any server from its log. The followers leave the
# leader and elect another one, which does not know the transaction. The leader cannot
# load what it has logged: until it ends it neither leads nor follows, and then it does
# not start again. A client that knows only this server takes the ensemble for dead;
# those of the others are served.

locals {
  unreadable = release_in("< 3.5.7")
  # What servers say that cannot read it. Another reason not to serve would prove nothing.
  complaint = "Unreasonable length = 1085036"
}

scenario "large_transaction" {
  summary    = "One transaction that is larger than jute.maxbuffer takes the leader down, and keeps it from starting."
  references = ["ZOOKEEPER-3496"]

  expect "rejoin" { violated_on = "< 3.5.7" }

  ensemble { servers = 3 }

  session "app" { server = 3 }

  session "at_the_leader" { server = 3 }

  session "elsewhere" { server = 1 }

  step "a transaction becomes larger than its request" {
    session = "app"
    lead { server = 3 }
    create "/d" {}
    transaction {
      within   = "9s"
      may_fail = true
      as       = "large"
      create "/d/a" {
        mode  = "persistent_sequential"
        count = 17500
      }
    }
    require {
      condition = !local.unreadable || log_line(1, local.complaint) != null
      within    = "60s"
    }
    require { condition = local.unreadable || result.large.outcome == "ok" }
    fact "how the transaction ends" {
      reported = "ConnectionLoss"
      observed = result.large.outcome == "ok" ? "ok" : result.large.code
    }
  }

  step "the others serve, whatever became of the leader" {
    connect "at_the_leader" {
      within   = "20s"
      may_fail = true
    }
    fact "a new session at the leader" {
      reported = "none"
      observed = session.at_the_leader.state == "connected" ? "opened" : "none"
    }
    connect "elsewhere" {
      within   = "20s"
      may_fail = true
    }
    create "/after" {
      session  = "elsewhere"
      within   = "9s"
      may_fail = true
      as       = "after"
    }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "all servers start again" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    require {
      condition = !local.unreadable || log_line(3, local.complaint) != null
      within    = "60s"
    }
    require { condition = server(3).exited || !local.unreadable }
    await { serving = [1, 2] }
    fact "servers whose process ends" {
      reported = [3]
      observed = [for s in [1, 2, 3] : s if server(s).exited]
    }
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "rejoin"
    }
  }
}
