scenario "a" {
  summary = "Conditions on sessions and results."

  ensemble { servers = 3 }

  session "app" {}

  session "other" {}


  step "one" {
    await { result = "none" } # ERROR: No such result
    create "/a" {
      session = "app"
      as      = "created"
    }
    await { result = "creatd" } # ERROR: No such result
    await { # ERROR: Which session?
      event = "NodeCreated"
    }
    await {
      session = "ap" # ERROR: No such session
      event   = "NodeCreated"
    }
    await { condition = leader } # ERROR: Wrong type
    await { session = "app" } # ERROR: Nothing to wait for
    await {
      session = "app"
      state   = "conected" # ERROR: No such state
    }
    await {
      session = "app"
      event   = "DataChanged" # ERROR: No such event
    }
    await {
      session = "app"
      event   = "NodeCreated"
      path    = "a" # ERROR: Invalid path
      count   = 0 # ERROR: Invalid number of events
    }
    await {
      leader = 1
      path   = "/a" # ERROR: Event missing
    }
  }
}
