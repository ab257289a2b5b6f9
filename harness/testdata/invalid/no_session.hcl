scenario "a" {
  summary = "An operation needs a session."

  ensemble { servers = 3 }

  step "one" {
    read "/x" {} # ERROR: No session
    fill "/x" { children = 3 } # ERROR: No session
    move "app" { server = 2 } # ERROR: No such session
  }
}
