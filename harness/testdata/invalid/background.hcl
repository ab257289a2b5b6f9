scenario "background" {
  summary = "Loads with invalid attributes."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "loads" {
    background "load" {
      path      = "load" # ERROR: Invalid path
      keys      = 0      # ERROR: Invalid number of znodes
      writes    = 2      # ERROR: Invalid share
      in_flight = 0      # ERROR: Invalid number of requests
      session   = "ap"   # ERROR: No such session
    }
    background "other" {} # ERROR: Missing required argument
  }
}
