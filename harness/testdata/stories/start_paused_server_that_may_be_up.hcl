# VERDICT: inconclusive
# BECAUSE: start server 1: it is up, but paused

scenario "start_paused_server_that_may_be_up" {
  summary = "A server that is paused is up, and does not serve."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    pause { server = followers[0] }
    start {
      server    = 1
      may_be_up = true
    }
  }
}
