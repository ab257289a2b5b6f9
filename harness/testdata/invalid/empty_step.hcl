scenario "a" {
  summary = "A step has words."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {} # ERROR: Empty step
}
