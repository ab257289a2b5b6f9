scenario "a" {
  summary = "An ensemble has servers."

  ensemble { servers = 0 } # ERROR: Invalid number of servers

  step "one" {}
}

scenario "b" {
  summary = "Ids end at 255."

  ensemble {
    servers   = 250 # ERROR: Invalid number of servers
    observers = 6
  }

  step "one" {}
}

scenario "c" {
  summary = "Somebody must vote."

  ensemble { # ERROR: No voter
    servers = 1

    server "1" { observer = true }
  }

  step "one" {}
}
