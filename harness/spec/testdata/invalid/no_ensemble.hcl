scenario "a" { # ERROR: No ensemble
  summary = "There is nothing to boot."

  step "one" {}
}
