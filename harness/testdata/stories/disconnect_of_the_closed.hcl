# VERDICT: inconclusive
# BECAUSE: session "app": disconnect

scenario "disconnect_of_the_closed" {
  summary = "A session that is over has no connection to cut."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the end" {
    exists "/" {}
    repeat { # of which nobody knows before the run how often it is
      until = true
      close "app" {}
    }
  }

  step "the fault" { # stopped here
    disconnect "app" {}
  }
}
