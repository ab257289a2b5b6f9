scenario "a" {
  summary = "A step tells something."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {} # ERROR: Empty step
}
