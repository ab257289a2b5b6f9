# A young server of 3.4 has a log and no snapshot. Releases since 3.5.3 take that for a
# loss and refuse to start (ZOOKEEPER-3056); since 3.5.6 snapshot.trust.empty makes them
# start nevertheless. 3.5.6 then starts with nothing, and does not read the log.

locals {
  refused = release_in(">= 3.5.3, < 3.5.6")
}

scenario "upgrade_standalone" {
  summary    = "A standalone server of 3.4.14 is upgraded on its data, which is all in its log; no acknowledged znode may be lost."
  releases   = ">= 3.5.0"
  tags       = ["upgrade"]
  references = ["ZOOKEEPER-3056", "ZOOKEEPER-3644"]

  expect "durability" { violated_on = "= 3.5.6" }
  # These do not know the property yet.
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
    # Another reason not to start would prove nothing.
    require {
      condition = !local.refused || log_line(1, "No snapshot found, but there are log entries") != null
      within    = "60s"
    }
    require { condition = server(1).exited || !local.refused }
    fact "start on a log without a snapshot" {
      reported = local.refused ? "refused" : "goes on"
      observed = server(1).exited ? "refused" : "goes on"
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
    children "/acknowledged" {
      session  = "after"
      may_fail = true
      as       = "left"
    }
    fact "acknowledged znodes that are left" {
      reported = 0
      observed = result.left.outcome == "ok" ? 1 + length(result.left.children) : 0
    }
    assert {
      condition = result.last.code != "NoNode"
      guarantee = "durability"
    }
  }
}
