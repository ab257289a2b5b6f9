scenario "../elsewhere" { # ERROR: Invalid name
  summary = "A scenario's name is the name of a folder."

  ensemble { servers = 3 }

  step "one" {}
}
