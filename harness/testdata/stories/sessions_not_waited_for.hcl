# VERDICT: held

scenario "sessions_not_waited_for" {
  summary = "The run goes on while sessions are closed, connected and moved."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "never" { server = 1 }
  session "far" { server = 3 }

  step "the server answers later" { # done
    session = "app"
    create "/e" { mode = "ephemeral" }
    pause { server = 1 }
    close "app" {
      wait = false
      as   = "close"
    }
    connect "never" {
      wait = false
      as   = "opened"
    }
    move "far" {
      server = 1
      wait   = false
      as     = "moved"
    }
    require { condition = session.app.state == "connected" && session.never.id == null && session.far.state == "connecting" }
    resume { server = 1 }
    await { result = "close" }
    await { result = "opened" }
    await { result = "moved" }
    require { condition = result.close.outcome == "unknown" && session.app.state == "closed" && session.never.state == "connected" && session.far.server == 1 }
    require { condition = result.opened.server == 1 && result.moved.outcome == "ok" }
  }

  step "a new session waits for its turn" { # done
    connect "app" {
      server = 2
      wait   = false
    }
    create "/f" { session = "app" }
    require { condition = session.app.server == 2 }
    create "/g" {
      session = "app"
      mode    = "ephemeral"
    }
    close "app" {
      wait = false
      as   = "second"
    }
    connect "app" { server = 2 }
    await { result = "second" }
    exists "/g" {
      session = "app"
      as      = "gone"
    }
    require { condition = result.second.outcome == "ok" && result.gone.code == "NoNode" }
  }

  step "nothing answers" { # done
    pause { server = 3 }
    move "far" {
      server = 3
      wait   = false
      within = "50ms"
      as     = "late"
    }
    await { result = "late" }
    require { condition = result.late.outcome == "unknown" && result.late.code == "Timeout" }
    resume { server = 3 }
  }
}
