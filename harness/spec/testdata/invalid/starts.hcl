scenario "a" {
  summary = "A server starts at the boot or later."

  ensemble {
    servers = 3

    server "1" {
      starts = "latter" # ERROR: Invalid value of starts
    }
    server "2" {
      starts = "" # ERROR: Invalid value of starts
    }
  }

  step "one" {}
}

scenario "b" {
  summary = "No server starts at the boot."

  ensemble { # ERROR: No server starts
    servers = 1

    server "1" { starts = "later" }
  }

  step "one" {}
}

scenario "c" {
  summary = "Too few servers start at the boot."

  ensemble { # ERROR: No quorum at the boot
    servers = 4

    server "3" { starts = "later" }
    server "4" { starts = "later" }
  }

  step "one" {}
}

scenario "d" {
  summary = "Too few servers of a server's own list start."

  ensemble {
    servers = 5

    server "1" { server_list = [1, 2, 3] }
    server "2" { server_list = [1, 2, 3] }
    server "3" {
      server_list = [3, 4, 5] # ERROR: No quorum at the boot
    }
    server "4" { starts = "later" }
    server "5" { starts = "later" }
  }

  step "one" {}
}

scenario "e" {
  summary = "Observers cannot follow a standalone server."

  ensemble { # ERROR: Observers without a quorum
    servers   = 1
    observers = 1
  }

  step "one" {}
}

scenario "f" {
  summary = "A negative number of observers."

  ensemble {
    servers   = 3
    observers = -1 # ERROR: Invalid number of servers
  }

  step "one" {}
}
