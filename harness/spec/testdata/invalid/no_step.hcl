scenario "a" { # ERROR: No step
  summary = "There is no step."

  ensemble { servers = 3 }
}
