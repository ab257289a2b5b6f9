# VERDICT: held

scenario "session_moves" {
  summary = "A session moves, disconnects and reconnects, and keeps its id."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "moves" { # done
    require { condition = session.app.id == null } # it is opened by its first operation
    create "/e" {
      mode = "ephemeral_sequential"
      as   = "e"
    }
    require { condition = result.e.path == "/e0000000000" }
    move "app" {
      server = 2
      as     = "moved"
    }
    require { condition = result.moved.session == result.e.session && result.moved.server == 2 && result.moved.seconds < session.app.timeout }
    disconnect "app" {}
    require { condition = session.app.state == "away" }
    connect "app" {}
    require { condition = session.app.server == 2 && session.app.id == result.e.session }
    exists "/e0000000000" { as = "still" }
    require { condition = result.still.stat.ephemeral_owner == session.app.id }
  }

  step "away" { # done
    disconnect "app" {}
    read "/" {
      may_fail = true
      as       = "away"
    }
    require { condition = result.away.outcome == "refused" && result.away.code == "NotSent" && result.away.server == 0 }
  }
}
