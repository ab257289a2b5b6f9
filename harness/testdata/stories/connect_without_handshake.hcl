# VERDICT: inconclusive
# BECAUSE: connect to server 1

scenario "connect_without_handshake" {
  summary = "The session reconnects to a server that does not answer the handshake."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the connection" { # stopped here
    exists "/" {}
    pause { server = followers[0] }
    disconnect "app" {}
    connect "app" {
      server = 1
      within = "100ms"
    }
  }
}
