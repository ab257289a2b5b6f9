scenario "a" {
  summary = "Of two sessions one must be named."

  ensemble { servers = 3 }

  session "app" {}
  session "other" {}

  step "one" {
    read "/x" {} # ERROR: Which session?
    fill "/x" { children = 3 } # ERROR: Which session?
    read "/x" { session = "other" }
  }
}
