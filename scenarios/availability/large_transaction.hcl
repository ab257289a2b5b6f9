# A request within jute.maxbuffer may make a transaction beyond it, here by the
# numbers that the server adds to sequential names. Up to 3.5.6 followers cannot read
# that from their leader, nor can any server from its log.

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
      create "/d/a" {
        mode  = "persistent_sequential"
        count = 17500
      }
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
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "all servers start again" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "rejoin"
    }
  }
}
