scenario "a" {
  summary = "A control must change something."

  ensemble { servers = 3 }

  step "one" {}

  control "nothing at all" { # ERROR: Control changes nothing
    because = "It must hold."
  }

  control "no names" {
    because   = "It must hold."
    variables = "servers" # ERROR: Invalid variables
  }
}
