scenario "a" {
  summary = "Somebody has to ask."

  ensemble { servers = 3 }

  step "one" {
    read "/x" {} # ERROR: No session
    fill "/x" { children = 3 } # ERROR: No session
    move "app" { server = 2 } # ERROR: No such session
  }
}
