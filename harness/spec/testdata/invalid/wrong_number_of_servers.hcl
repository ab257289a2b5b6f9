scenario "a" {
  summary = "The number of servers is missing or invalid."

  ensemble { servers = 0 } # ERROR: Invalid number of servers

  step "one" {}
}

scenario "b" {
  summary = "There are more than 255 servers."

  ensemble {
    servers   = 250 # ERROR: Invalid number of servers
    observers = 6
  }

  step "one" {}
}

scenario "c" {
  summary = "There is no voter."

  ensemble { # ERROR: No voter
    servers = 1

    server "1" { observer = true }
  }

  step "one" {}
}
