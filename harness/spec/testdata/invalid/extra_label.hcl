scenario "a" {
  summary = "An ensemble has no label, and there is only one."

  ensemble "main" { servers = 3 } # ERROR: Extraneous label for ensemble

  step "one" {}
}
