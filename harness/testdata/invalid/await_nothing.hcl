scenario "a" {
  summary = "await needs a state to wait for."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    await {} # ERROR: Nothing to wait for
    await { within = "5s" } # ERROR: Nothing to wait for
    await { log = "LEADING" } # ERROR: Incomplete log condition
    await { server = 1 } # ERROR: Nothing to wait for; Incomplete log condition
    await {
      log    = "[" # ERROR: Invalid regular expression
      server = 1
    }
  }
}
