locals {
  a = local.b # ERROR: Circular local value
  b = local.a # ERROR: Circular local value
  c = local.c # ERROR: Circular local value
  d = 1
}

scenario "a" {
  summary = "Local values depend on themselves."

  ensemble { servers = 3 }

  step "one" {}
}
