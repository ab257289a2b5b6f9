scenario "a" {
  summary = "Names of results are unique."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    read "/x" { as = "x" }
    read "/y" { as = "x" } # ERROR: Duplicate result
    move "app" {
      server = 2
      as     = "x" # ERROR: Duplicate result
    }
  }
}
