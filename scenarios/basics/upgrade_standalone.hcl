scenario "upgrade_standalone" {
  summary    = "A standalone server of 3.4.14 is upgraded on its data, which is all in its log; no acknowledged znode may be lost."
  references = ["ZOOKEEPER-3644"]

  expect "durability" { violated_on = "= 3.5.6" }
  # These refuse logs without a snapshot, and do not know the property yet.
  expect "rejoin" { violated_on = ">= 3.5.3, < 3.5.6" }

  ensemble {
    servers = 1

    server "1" { release = "3.4.14" }
  }

  session "before" { server = 1 }

  session "after" { server = 1 }

  step "some znodes are acknowledged" {
    require { condition = server(1).role == "standalone" }
    create "/acknowledged" { session = "before" }
    fill "/acknowledged" {
      session  = "before"
      children = 5
    }
  }

  step "the server is upgraded" {
    stop { server = 1 }
    start {
      server     = 1
      release    = release
      properties = { "zookeeper.snapshot.trust.empty" = true }
    }
    await {
      serving   = 1
      within    = "15s"
      guarantee = "rejoin"
    }
  }

  step "they are still there" {
    exists "/acknowledged/n0004" {
      session = "after"
      as      = "last"
    }
    assert {
      condition = result.last.code != "NoNode"
      guarantee = "durability"
    }
  }
}
