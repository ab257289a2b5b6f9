variable "servers" { default = 3 }

scenario "a" {
  summary = "A variable that does not exist."

  ensemble { servers = var.server } # ERROR: Unsupported attribute

  step "one" {}
}

scenario "b" {
  summary = "A root name that does not exist."

  ensemble { servers = vars.servers } # ERROR: Unknown variable

  step "one" {}
}
