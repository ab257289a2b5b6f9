scenario "a" {
  summary = "release_in takes a range."

  ensemble { servers = release_in("new") ? 3 : 5 } # ERROR: Invalid function argument

  step "one" {}
}
