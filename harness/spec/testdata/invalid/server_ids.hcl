scenario "a" {
  summary = "Ids are one byte, and each is one server's."

  ensemble {
    servers = 4

    server "1" {
      id = 0 # ERROR: Invalid id
    }
    server "2" {
      id = 256 # ERROR: Invalid id
    }
    server "3" {
      id = "three" # ERROR: Unsuitable value type
    }
  }

  step "one" {}
}

scenario "b" {
  summary = "A server of another id takes it from nobody."

  ensemble {
    servers = 4

    server "1" {
      id = 4 # ERROR: Duplicate id
    }
    server "2" {
      id = 200
    }
    server "3" {
      id = 200 # ERROR: Duplicate id
    }
  }

  step "one" {}
}

scenario "c" {
  summary = "Who has another id is called by it."

  ensemble {
    servers = 3

    server "3" {
      id          = 200
      server_list = [1, 2, 3] # ERROR: No such server; Server does not list itself
    }
  }

  step "one" {}
}

scenario "d" {
  summary = "A block is labelled with the id that its server would have had."

  ensemble {
    servers = 3

    server "3" { id = 200 }
    server "200" { observer = true } # ERROR: No such server
  }

  step "one" {}
}
