scenario "a" {
  summary = "The same name is used twice."

  expect "durability" { violated_on = ">= 3.5.0" }
  expect "durability" { violated_on = ">= 3.6.0" } # ERROR: Duplicate expect

  ensemble {
    servers = 3

    server "1" { observer = true }
    server "1" { observer = false } # ERROR: Duplicate server
  }

  ensemble { servers = 5 } # ERROR: Duplicate block

  session "app" {}
  session "app" {} # ERROR: Duplicate session

  step "one" {}

  control "b" {
    because = "It must hold."
    release = "3.4.14"
  }

  control "b" { # ERROR: Duplicate control
    because = "It must hold."
    release = "3.4.13"
  }
}
