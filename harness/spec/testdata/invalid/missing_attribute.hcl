scenario "a" { # ERROR: Missing required argument
  expect "durability" {} # ERROR: Missing required argument

  ensemble {} # ERROR: Missing required argument

  step "one" {}

  control "b" { # ERROR: Missing required argument
    release = "3.4.14"
  }
}
