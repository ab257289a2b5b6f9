scenario "a" {
  summary = "A function that does not exist."

  ensemble { servers = lenght([1, 2, 3]) } # ERROR: Call to unknown function

  step "one" {}
}
