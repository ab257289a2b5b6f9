scenario "a" {
  summary = "With two sessions, an operation must name one."

  ensemble { servers = 3 }

  session "app" {}
  session "other" {}

  step "one" {
    read "/x" {} # ERROR: Ambiguous session
    fill "/x" { children = 3 } # ERROR: Ambiguous session
    read "/x" { session = "other" }
  }
}
