scenario "out_of_range" {
  summary  = "The scenario runs on some releases only."
  releases = ">= 3.9.0" # ERROR: Release out of range

  ensemble {
    servers = 1
    release = "3.4.14"
  }

  step "x" {}
}
