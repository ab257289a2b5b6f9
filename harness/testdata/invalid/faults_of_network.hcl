scenario "faults_of_network" {
  summary = "Faults of the network that are impossible."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "partitions" {
    partition { groups = [[1, 2, 3]] } # ERROR: No partition
    partition { groups = [[1], []] } # ERROR: No partition
    partition { groups = [[1, 2], [2, 3]] } # ERROR: Same server twice
    partition { groups = [[1, 2], [4]] } # ERROR: No such server
    isolate {} # ERROR: Invalid choice of servers
    isolate { server = 4 } # ERROR: No such server
  }

  step "cuts" {
    cut {
      from = 1
      to   = 1 # ERROR: Nothing to cut
    }
    cut {
      from      = []  # ERROR: No server
      to        = "2x" # ERROR: Not a server
      direction = "one way" # ERROR: Invalid direction
      port      = "quorun" # ERROR: Invalid port
    }
    cut {
      from = leader
      to   = 4 # ERROR: No such server
      port = 65536 # ERROR: Invalid port
      after = "400 kb" # ERROR: Invalid size
    }
    cut {
      from      = 1
      to        = [2, 2] # ERROR: Same server twice
      direction = "both" # ERROR: Invalid direction
      after     = "400kB"
    }
    cut {
      from  = 1
      to    = 2
      after = "0B" # ERROR: Invalid size
    }
    await { stalled = 4 } # ERROR: No such server
  }
}
