scenario "a" {
  summary = "A fault names one server or several."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill {} # ERROR: Invalid choice of servers

    stop { # ERROR: Invalid choice of servers
      server  = 1
      servers = [1]
    }

    pause { servers = [1, 1] } # ERROR: Same server twice
  }
}
