scenario "releases" {
  summary  = "Runs on some releases."
  releases = ">= 3.5.0, < 3.6" # ERROR: Invalid range of releases

  ensemble {
    servers = 1
    release = "3.4.14"
  }

  step "x" {}
}

scenario "out_of_range" {
  summary  = "Runs on some releases."
  releases = ">= 3.5.0" # ERROR: Release out of range

  ensemble {
    servers = 1
    release = "3.4.14"
  }

  step "x" {}
}
