scenario "a" {
  summary = "There is something to wait for."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    await {} # ERROR: Await what?
    await { within = "5s" } # ERROR: Await what?
    await { log = "LEADING" } # ERROR: Whose log?
    await { server = 1 } # ERROR: Await what?; Whose log?
    await {
      log    = "[" # ERROR: Invalid regular expression
      server = 1
    }
  }
}
