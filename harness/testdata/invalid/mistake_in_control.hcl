variable "down" { default = [1] }

scenario "a" {
  summary = "A control is checked like its scenario."

  ensemble { servers = 3 }

  step "one" {
    kill { servers = var.down } # ERROR: No such server
  }

  control "a server that does not exist" {
    because   = "It must hold."
    variables = { down = [4] }
  }

  control "a variable that does not exist" { # ERROR: No such variable
    because   = "It must hold."
    variables = { dwon = [2] }
  }
}
