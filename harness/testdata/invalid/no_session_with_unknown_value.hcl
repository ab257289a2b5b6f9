scenario "a" {
  summary = "An operation needs a session, also if its data is unknown."

  ensemble { servers = 3 }

  step "one" {
    set "/x" { data = "server ${leader}" } # ERROR: No session
  }
}
