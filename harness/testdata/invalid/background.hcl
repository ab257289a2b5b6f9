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
      rate      = 0      # ERROR: Invalid rate
      size      = "1 kilo" # ERROR: Invalid size
    }
    background "more" {
      path    = "/load"
      creates = 0.6         # ERROR: Invalid share: together with writes, which is 0.5, it is at most 1
      mode    = "container" # ERROR: No such mode
      sizes   = ["1kB", "x"] # ERROR: Invalid size
    }
    background "a/b" { # ERROR: Invalid name: cannot begin the names of the znodes
      path    = "/load"
      creates = 0.5
    }
    background "modes" {
      path = "/load"
      mode = "ephemeral" # ERROR: Nothing to create
    }
    background "negative" {
      path    = "/load"
      creates = -1 # ERROR: Invalid share
    }
    background "other" {} # ERROR: Missing required argument
  }
}
