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
  summary = "Somebody starts."

  ensemble { # ERROR: No server starts
    servers = 1

    server "1" { starts = "later" }
  }

  step "one" {}
}

scenario "c" {
  summary = "A quorum starts."

  ensemble { # ERROR: No quorum at the boot
    servers = 4

    server "3" { starts = "later" }
    server "4" { starts = "later" }
  }

  step "one" {}
}

scenario "d" {
  summary = "A quorum of each server's own list starts."

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
  summary = "Observers do not follow a server alone."

  ensemble { # ERROR: Observers without a quorum
    servers   = 1
    observers = 1
  }

  step "one" {}
}

scenario "f" {
  summary = "There is no less than no observer."

  ensemble {
    servers   = 3
    observers = -1 # ERROR: Invalid number of servers
  }

  step "one" {}
}
