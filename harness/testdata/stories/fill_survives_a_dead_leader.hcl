# VERDICT: held

scenario "fill_survives_a_dead_leader" {
  summary = "A fill goes on after its server, the leader, was killed with creates in flight."

  ensemble { servers = 3 }

  session "app" { server = 3 }
  session "other" { server = 1 }

  step "the leader dies" { # done
    session = "app"
    create "/bulk" {}
    fill "/bulk" {
      children  = 1000
      size      = "1kB"
      in_flight = 8
      may_fail  = true
      wait      = false
      as        = "fill"
    }
    kill { server = 3 }
    start { server = 3 }
    await { result = "fill" }
    require { condition = result.fill.operations.ok + result.fill.operations.unknown == 1000 && result.fill.operations.total == 1000 }
    # Most likely some were in flight; which is not certain.
    require { condition = alltrue([for code, n in result.fill.errors : code == "ConnectionLoss" && n == result.fill.operations.unknown]) }
    require { condition = (result.fill.outcome == "unknown") == (result.fill.operations.unknown > 0) }
    require { condition = result.fill.latency.min <= result.fill.latency.median && result.fill.latency.max <= result.fill.seconds }
    require { condition = result.fill.at > result.fill.seconds && result.fill.at <= clock() }
    sync "/" {}
    children "/bulk" { as = "bulk" }
    require { condition = length(result.bulk.children) >= 992 && contains(result.bulk.children, "n0999") }
  }

  step "the client is away" { # done
    session = "app"
    disconnect "app" {}
    fill "/bulk" {
      children = 10
      prefix   = "again"
      may_fail = true
      wait     = false
      as       = "again"
    }
    connect "app" {}
    await { result = "again" }
    require { condition = result.again.operations.ok == 10 && result.again.errors == {} && result.again.outcome == "ok" }
  }

  step "without may_fail the first failure ends it" { # done
    session = "other"
    create "/bulk/once0005" {}
    fill "/bulk" {
      children  = 10
      prefix    = "once"
      in_flight = 1
      wait      = false
      as        = "once"
    }
    await { result = "once" }
    require { condition = result.once.operations == { total = 6, ok = 5, refused = 1, unknown = 0 } && result.once.code == "NodeExists" }
    fill "/bulk" {
      until     = format("0x%x%08x", epoch(result.once.zxid), counter(result.once.zxid) + 10)
      in_flight = 3
      wait      = false
      as        = "until"
    }
    await { result = "until" }
    require { condition = result.until.outcome == "ok" && result.until.zxid == format("0x%x%08x", epoch(result.once.zxid), counter(result.once.zxid) + 10) }
  }
}
