# VERDICT: inconclusive
# BECAUSE: session "app": disconnect

scenario "disconnect_closed_session" {
  summary = "A closed session has no connection to cut."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the close" {
    exists "/" {}
    repeat { # hides from the forecast that the session is closed
      until = each.index == 0
      close "app" {}
    }
  }

  step "the fault" { # stopped here
    disconnect "app" {}
  }
}
