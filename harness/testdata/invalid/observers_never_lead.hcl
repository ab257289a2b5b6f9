scenario "a" {
  summary = "Server 4 is an observer."

  ensemble {
    servers   = 3
    observers = 1
  }

  session "app" {}

  step "one" {
    lead { server = 4 } # ERROR: Observers never lead
  }
}
