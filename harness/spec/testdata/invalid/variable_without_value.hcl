variable "servers" {} # ERROR: No value for variable

scenario "a" {
  summary = "A variable without a default wants a value."

  ensemble { servers = var.servers }

  step "one" {}
}
