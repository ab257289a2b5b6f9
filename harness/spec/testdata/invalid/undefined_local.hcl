locals {
  tick  = 500
  twice = local.tock * 2 # ERROR: Unsupported attribute
}

scenario "a" {
  summary = "Local values use each other."

  ensemble { servers = 3 }

  step "one" {}
}
