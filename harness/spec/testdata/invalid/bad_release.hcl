scenario "a" {
  summary = "Releases must be numeric triples, with or without a suffix."

  ensemble {
    servers = 3
    release = "latest" # ERROR: Invalid release

    server "2" {
      release = "3.x" # ERROR: Invalid release
    }
  }

  step "one" {}

  control "b" {
    because = "It must hold."
    release = "3.4" # ERROR: Invalid release
  }
}
