variable "servers" {} # ERROR: No value for variable

scenario "a" {
  summary = "A variable has neither a default nor a value."

  ensemble { servers = var.servers }

  step "one" {}
}
