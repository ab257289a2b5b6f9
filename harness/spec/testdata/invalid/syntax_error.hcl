scenario "a" {
  summary "The equals sign is missing." # ERROR: Invalid block definition

  ensemble { servers = 3 }

  step "one" {}
}
