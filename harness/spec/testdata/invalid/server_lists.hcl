scenario "a" {
  summary = "The list of a server must contain itself and existing servers."

  ensemble {
    servers = 3

    server "1" {
      server_list = [2, 3] # ERROR: Server does not list itself
    }
    server "2" {
      server_list = [1, 2, 4] # ERROR: No such server
    }
    server "3" {
      server_list = [3, 1, 3] # ERROR: Same server twice
    }
  }

  step "one" {}
}

scenario "b" {
  summary = "An empty list lacks the server itself."

  ensemble {
    servers = 3

    server "1" {
      server_list = [] # ERROR: Server does not list itself
    }
  }

  step "one" {}
}
