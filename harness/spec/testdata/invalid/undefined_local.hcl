locals {
  tick  = 500
  twice = local.tock * 2 # ERROR: Unsupported attribute
}

scenario "a" {
  summary = "A local value that does not exist."

  ensemble { servers = 3 }

  step "one" {}
}
