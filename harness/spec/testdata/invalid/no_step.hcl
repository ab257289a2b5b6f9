scenario "a" { # ERROR: No step
  summary = "Nothing happens."

  ensemble { servers = 3 }
}
