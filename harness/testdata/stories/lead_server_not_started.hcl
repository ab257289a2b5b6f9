# VERDICT: inconclusive
# BECAUSE: server 4 cannot be made the leader: it was not started yet

scenario "lead_server_not_started" {
  summary = "A server that was not started cannot lead."

  ensemble {
    servers = 4

    server "4" { starts = "later" }
  }

  session "app" { server = 1 }

  step "the election" { # stopped here
    lead { server = 4 }
  }
}
