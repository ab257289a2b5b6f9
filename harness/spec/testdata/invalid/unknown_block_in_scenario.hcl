scenario "a" {
  summary = "The type of a block in a scenario is misspelt."

  ensembel { servers = 3 } # ERROR: Unsupported block type

  step "one" {}
}
