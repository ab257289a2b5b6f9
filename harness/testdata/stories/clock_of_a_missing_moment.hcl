# VERDICT: inconclusive
# BECAUSE: argument must not be null

scenario "clock_of_a_missing_moment" {
  summary = "A session that was not opened has received no events, so there is no moment to measure from."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "idle" { server = 2 }

  step "a moment" { # stopped here
    sync "/" { session = "app" }
    require {
      condition = seconds_since(session.idle.timeout) < 60
      within    = "100ms"
    }
  }
}
