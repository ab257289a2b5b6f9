scenario "../elsewhere" { # ERROR: Invalid name
  summary = "The name of a scenario cannot be the name of a folder."

  ensemble { servers = 3 }

  step "one" {}
}
