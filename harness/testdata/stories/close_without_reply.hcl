# VERDICT: inconclusive
# BECAUSE: close "other": session "other": close on server 2: unknown, Timeout

scenario "close_without_reply" {
  summary = "The server does not reply to the close of a session."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }
  session "never" { server = 1 }

  step "closes" { # stopped here
    exists "/" { session = "app" }
    exists "/" { session = "other" }
    repeat { # hides from the forecast that the servers are paused
      times = 1
      until = each.index == 0
      pause { servers = [1, 2] }
    }
    close "app" {
      within   = "50ms"
      may_fail = true
      as       = "close"
    }
    require { condition = result.close.outcome == "unknown" && session.app.state == "closed" }
    set "/" {
      session  = "never"
      within   = "50ms"
      may_fail = true
      as       = "never"
    }
    require { condition = result.never.outcome == "refused" && result.never.code == "NotSent" && session.never.id == null }
    close "never" {
      within   = "50ms"
      may_fail = true
      as       = "none"
    }
    require { condition = result.none.code == "NotSent" }
    close "other" { within = "50ms" }
  }
}
