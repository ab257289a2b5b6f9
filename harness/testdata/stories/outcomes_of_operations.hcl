# VERDICT: held

scenario "outcomes_of_operations" {
  summary = "Operations that are not waited for, or may fail."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }
  session "late" { server = 3 }

  step "not waited for" { # done
    session = "app"
    create "/a" {
      wait = false
      as   = "a"
    }
    await { result = "a" }
    require { condition = result.a.outcome == "ok" }
    create "/a" {
      wait = false
      as   = "again"
    }
    await { result = "again" }
    require { condition = result.again.code == "NodeExists" }
  }

  step "unknown" { # done
    session = "app"
    pause { server = 1 }
    set "/a" {
      wait = false
      as   = "lost"
    }
    read "/a" {
      within   = "50ms"
      may_fail = true
      as       = "slow"
    }
    require { condition = result.slow.outcome == "unknown" && result.slow.code == "Timeout" }
    kill { server = 1 }
    await { result = "lost" }
    require { condition = result.lost.outcome == "unknown" && result.lost.code == "ConnectionLoss" }
    await {
      session = "app"
      state   = "connecting"
    }
  }

  step "moves and connections that fail" { # done
    move "other" {
      server   = 1
      within   = "50ms"
      may_fail = true
      as       = "moved"
    }
    require { condition = result.moved.outcome == "unknown" && result.moved.code == "Timeout" }
    connect "late" {
      server   = 1
      within   = "50ms"
      may_fail = true
      as       = "opened"
    }
    require { condition = result.opened.outcome == "unknown" && session.late.id == null }
    connect "late" {
      server = 3
      as     = "now"
    }
    require { condition = result.now.server == 3 && result.now.session == session.late.id }
  }
}
