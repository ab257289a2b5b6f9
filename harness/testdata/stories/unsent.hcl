# VERDICT: inconclusive
# BECAUSE: step "nobody listens": set "/": the operation did not succeed: set /: refused, NotSent

scenario "unsent" {
  summary = "An operation that is not waited for must be sent all the same."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "nobody listens" { # stopped here
    exists "/" {}
    repeat { # which hides from the loader that the server is down
      times = 1
      until = true
      kill { server = 1 }
      await { exited = 1 }
    }
    await { state = "connecting" }
    set "/" {
      wait   = false
      within = "50ms"
    }
  }
}
