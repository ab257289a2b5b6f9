scenario "a" {
  summary = "Names of steps are unique."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill { server = 1 }
  }

  step "one" { # ERROR: Duplicate step
    start { server = 1 }
  }

  step "boot" { # ERROR: Duplicate step
    kill { server = 2 }
  }
}
