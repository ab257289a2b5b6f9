scenario "a" { # ERROR: No ensemble
  summary = "There is no ensemble."

  step "one" {}
}
