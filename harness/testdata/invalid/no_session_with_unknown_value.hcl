scenario "a" {
  summary = "Somebody has to ask, whatever is asked."

  ensemble { servers = 3 }

  step "one" {
    set "/x" { data = "server ${leader}" } # ERROR: No session
  }
}
