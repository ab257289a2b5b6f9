scenario "a" { # ERROR: No step
  summary = "What runs whatever happened comes after something."

  ensemble { servers = 1 }

  session "app" {}

  finally "a look" {
    read "/" {}
  }
}
