variable "x" { default = 1 }

variable "x" { default = 2 } # ERROR: Duplicate variable

locals {
  y = 1
}

locals {
  y = 2 # ERROR: Duplicate local value
}

scenario "a" {
  summary = "The same name is used twice."

  ensemble { servers = 3 }

  step "one" {}
}

scenario "a" { # ERROR: Duplicate scenario
  summary = "The same name is used again."

  ensemble { servers = 3 }

  step "one" {}
}
