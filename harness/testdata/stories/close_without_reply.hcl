# VERDICT: inconclusive
# BECAUSE: close "other": session "other": close on server 2: unknown, Timeout

scenario "close_without_reply" {
  summary = "A close that no server answers."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }
  session "never" { server = 1 }

  step "silence" { # stopped here
    exists "/" { session = "app" }
    exists "/" { session = "other" }
    repeat { # which hides from the loader that nobody answers
      times = 1
      until = true
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
