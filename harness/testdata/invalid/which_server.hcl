scenario "a" {
  summary = "A fault is for one server or for some."

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
