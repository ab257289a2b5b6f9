scenario "a" {
  summary = "Of two sessions one must be named."

  ensemble { servers = 3 }

  session "app" {}
  session "other" {}

  step "one" {
    read "/x" {} # ERROR: Ambiguous session
    fill "/x" { children = 3 } # ERROR: Ambiguous session
    read "/x" { session = "other" }
  }
}
