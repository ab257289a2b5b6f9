scenario "a" {
  summary = "Labels of server blocks must be numbers of servers."

  ensemble {
    servers = 3

    server "4" { observer = true } # ERROR: No such server
    server "zk1" { observer = true } # ERROR: No such server
  }

  step "one" {}
}

scenario "b" {
  summary = "A session must connect to a server of the ensemble."

  ensemble { servers = 3 }

  session "app" { server = 4 } # ERROR: No such server
  session "other" { server = 0 } # ERROR: No such server

  step "one" {}
}
