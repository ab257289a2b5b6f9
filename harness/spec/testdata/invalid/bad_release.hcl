scenario "a" {
  summary = "Releases are numeric triples, with a suffix or not."

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
