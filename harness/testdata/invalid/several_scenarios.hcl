scenario "a" {
  summary = "The mistakes of all scenarios are reported."

  ensemble { servers = 3 }

  step "one" {
    kill { server = 4 } # ERROR: No such server
  }
}

scenario "b" {
  summary = "Each is reported once."

  ensemble { servers = 3 }

  step "one" {
    kill { server = 5 } # ERROR: No such server
  }

  control "c" {
    because = "It must hold."
    release = "3.4.14"
  }
}
