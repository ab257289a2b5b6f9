# VERDICT: inconclusive
# BECAUSE: server 4 cannot be made the leader: it was not started yet

scenario "steered_too_early" {
  summary = "Who was not started cannot lead."

  ensemble {
    servers = 4

    server "4" { starts = "later" }
  }

  session "app" { server = 1 }

  step "the steering" { # stopped here
    lead { server = 4 }
  }
}
