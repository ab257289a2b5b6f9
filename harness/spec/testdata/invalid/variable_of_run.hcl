variable "x" { default = leader } # ERROR: Variables not allowed

scenario "a" {
  summary = "Who leads is not known before anything runs."

  ensemble { servers = 3 }

  step "one" {}
}
