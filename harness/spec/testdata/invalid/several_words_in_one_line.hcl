scenario "a" {
  summary = "A block in one line may have only one attribute."

  ensemble { servers = 3, observers = 1 } # ERROR: Invalid single-argument block definition

  step "one" {}
}
