scenario "a" {
  summary = "With two sessions, an operation must name one."

  ensemble { servers = 3 }

  session "app" {}
  session "other" {}

  step "one" {
    read "/x" {} # ERROR: Which session?
    fill "/x" { children = 3 } # ERROR: Which session?
    read "/x" { session = "other" }
  }
}
