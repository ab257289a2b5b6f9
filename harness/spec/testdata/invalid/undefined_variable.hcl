variable "servers" { default = 3 }

scenario "a" {
  summary = "Values have names."

  ensemble { servers = var.server } # ERROR: Unsupported attribute

  step "one" {}
}

scenario "b" {
  summary = "So have the places that values come from."

  ensemble { servers = vars.servers } # ERROR: Unknown variable

  step "one" {}
}
