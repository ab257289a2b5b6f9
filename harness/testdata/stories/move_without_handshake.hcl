# VERDICT: inconclusive
# BECAUSE: move to server 1

scenario "move_without_handshake" {
  summary = "The session moves to a server that does not answer the handshake."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the move" { # stopped here
    exists "/" {}
    pause { server = followers[0] }
    move "app" {
      server = 1
      within = "100ms"
    }
  }
}
