scenario "releases" {
  summary  = "The scenario runs on some releases only."
  releases = "from 3.5 on" # ERROR: Invalid range of releases

  ensemble {
    servers = 1
    release = "3.4.14"
  }

  step "x" {}
}
