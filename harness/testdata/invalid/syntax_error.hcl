scenario "a" {
  summary = "A brace is missing."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill { server = 1 # ERROR: Invalid single-argument block definition
  }
}
