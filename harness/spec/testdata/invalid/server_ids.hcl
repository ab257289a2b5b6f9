scenario "a" {
  summary = "Ids must be 1 to 255 and unique."

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
  summary = "The id of one block is that of another server."

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
  summary = "A server must be referred to by its new id."

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
  summary = "The label of a block is the id that its server would have without it."

  ensemble {
    servers = 3

    server "3" { id = 200 }
    server "200" { observer = true } # ERROR: No such server
  }

  step "one" {}
}
