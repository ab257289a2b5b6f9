# VERDICT: inconclusive
# BECAUSE: step "the fault": start: server 1 runs already

scenario "start_running_server" {
  summary = "A running server cannot be started."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    start { server = followers[0] }
  }
}
