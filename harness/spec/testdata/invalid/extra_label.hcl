scenario "a" {
  summary = "There is one ensemble, which needs no name."

  ensemble "main" { servers = 3 } # ERROR: Extraneous label for ensemble

  step "one" {}
}
