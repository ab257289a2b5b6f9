# A request within jute.maxbuffer may make a transaction beyond it, here by the
# numbers that the server adds to sequential names. Up to 3.5.6 followers cannot read
# that from their leader, nor can any server from its log.

locals {
  unreadable = release_in("< 3.5.7")
  # What servers say that cannot read it. Another reason not to serve would prove nothing.
  complaints = local.unreadable ? ["Unreasonable length = 1085036"] : []
}

scenario "large_transaction" {
  summary    = "One transaction that is larger than jute.maxbuffer takes the ensemble down, and keeps a server from starting."
  references = ["ZOOKEEPER-3496"]

  expect "availability" { violated_on = "< 3.5.7" }
  expect "rejoin" { violated_on = "< 3.5.7" }

  ensemble { servers = 3 }

  session "app" { server = 3 }

  session "later" { server = 3 }

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
    repeat {
      for_each = local.complaints
      await {
        server = 1
        log    = each.value
      }
    }
    fact "how the transaction ends" {
      reported = "ConnectionLoss"
      observed = result.large.outcome == "ok" ? "ok" : result.large.code
    }
  }

  step "the ensemble serves" {
    session = "later"
    connect "later" {
      within   = "20s"
      may_fail = true
    }
    create "/after" {
      within   = "9s"
      may_fail = true
      as       = "after"
    }
    fact "servers that serve with the transaction in the leader's log" {
      reported = []
      observed = [for s in [1, 2, 3] : s if server(s).role != ""]
    }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "all servers start again" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    repeat {
      for_each = local.complaints
      await {
        server = 3
        log    = each.value
      }
    }
    require { condition = server(3).exited == local.unreadable }
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
