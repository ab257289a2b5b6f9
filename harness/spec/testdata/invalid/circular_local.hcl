locals {
  a = local.b # ERROR: Circular local value
  b = local.a # ERROR: Circular local value
  c = local.c # ERROR: Circular local value
  d = 1
}

scenario "a" {
  summary = "Something has to come first."

  ensemble { servers = 3 }

  step "one" {}
}
