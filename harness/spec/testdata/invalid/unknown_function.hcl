scenario "a" {
  summary = "HCL has no function of this name."

  ensemble { servers = lenght([1, 2, 3]) } # ERROR: Call to unknown function

  step "one" {}
}
