scenario "a" {
  summary = "The word is ensemble."

  ensembel { servers = 3 } # ERROR: Unsupported block type

  step "one" {}
}
