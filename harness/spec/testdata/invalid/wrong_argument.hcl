scenario "a" {
  summary = "The argument of release_in is not a range."

  ensemble { servers = release_in("new") ? 3 : 5 } # ERROR: Invalid function argument

  step "one" {}
}
