# VERDICT: inconclusive
# BECAUSE: step "no connection": set "/": the operation did not succeed: set /: refused, NotSent

scenario "operation_not_sent" {
  summary = "The session has no connection, so an operation that is not waited for is not sent."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "no connection" { # stopped here
    exists "/" {}
    repeat { # hides from the forecast that the server has exited
      times = 1
      until = each.index == 0
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
