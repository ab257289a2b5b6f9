variable "x" { default = leader } # ERROR: Variables not allowed

scenario "a" {
  summary = "A default cannot depend on the run."

  ensemble { servers = 3 }

  step "one" {}
}
