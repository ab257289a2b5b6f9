scenario "loads" {
  summary = "A fill outlives its leader, loads report what they did, and sessions are closed and connected meanwhile."

  ensemble { servers = 3 }

  session "filler" { server = 3 }
  session "load" { server = 1 }
  session "other" { server = 2 }

  step "the leader dies with creates in flight" {
    session = "filler"
    lead { server = 3 }
    create "/bulk" {}
    pause { servers = [1, 2] } # so that nothing is committed
    fill "/bulk" {
      children  = 200
      size      = "1kB"
      in_flight = 16
      may_fail  = true
      wait      = false
      as        = "fill"
    }
    kill { server = 3 }
    resume { servers = [1, 2] }
    start { server = 3 }
    await { result = "fill" }
    require { condition = result.fill.operations.unknown > 0 && result.fill.operations.ok + result.fill.operations.unknown == 200 }
    require { condition = result.fill.errors == { ConnectionLoss = result.fill.operations.unknown } && result.fill.latency.max <= result.fill.seconds }
    await { synced = [1, 2, 3] }
  }

  step "loads" {
    background "steady" {
      session = "load"
      path    = "/steady"
      size    = "10kB"
      rate    = 100
      writes  = 0.5
      creates = 0.2
      mode    = "ephemeral_sequential"
    }
    repeat {
      until = result.made.stat.version >= 5
      exists "/steady/k0" {
        session = "other"
        as      = "made"
      }
    }
    finish "steady" { as = "steady" }
    require { condition = result.steady.outcome == "ok" && result.steady.errors == {} && result.steady.operations.total >= 5 }
    require { condition = result.steady.operations.total <= result.steady.seconds * 100 + 5 && result.steady.latency.median > 0 }
    read "/steady/k0" {
      session = "other"
      as      = "k0"
    }
    require { condition = result.k0.stat.data_length == 10000 }
  }

  step "sessions" {
    close "load" {
      wait = false
      as   = "closed"
    }
    connect "load" {
      server = 2
      wait   = false
      as     = "opened"
    }
    await { result = "closed" }
    await { result = "opened" }
    require { condition = result.closed.outcome == "ok" && result.opened.outcome == "ok" && session.load.server == 2 }
  }
}
