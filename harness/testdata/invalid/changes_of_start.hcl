scenario "a" {
  summary = "The changes of a start are checked before boot."

  ensemble {
    servers = 3
    release = "3.8.4"
  }

  step "one" {
    restart {
      server  = 1
      release = "3.9" # ERROR: Invalid release
    }
    restart {
      server = 1
      config = { clientPort = 2182 } # ERROR: Reserved line of zoo.cfg
    }
    restart {
      server     = 1
      properties = { "zookeeper.a" = "one two" } # ERROR: Invalid property
    }
    restart {
      servers     = [1, 2]
      server_list = [1, 4] # ERROR: No such server
    }
    restart {
      servers     = [1, 2]
      server_list = [1, 3] # ERROR: Server does not list itself
    }
    restart {
      server      = 1
      server_list = [1, 1] # ERROR: Same server twice
    }
    restart {
      server = 1
      relase = "3.9.5" # ERROR: Unsupported argument
    }
    kill {
      server  = 1
      release = "3.9.5" # ERROR: Unsupported argument
    }
    start { # ERROR: Invalid choice of servers
      release = "3.9.5"
    }
  }
}
