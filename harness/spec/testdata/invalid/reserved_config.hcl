scenario "a" {
  summary = "Some lines of zoo.cfg are reserved for the harness."

  ensemble {
    servers = 3
    config = {
      tickTime   = 500
      dataDir    = "/tmp" # ERROR: Reserved line of zoo.cfg
      clientPort = 2181 # ERROR: Reserved line of zoo.cfg
      "server.4" = "elsewhere:2888:3888" # ERROR: Reserved line of zoo.cfg
    }

    server "1" {
      config = {
        dataLogDir        = "/tmp" # ERROR: Reserved line of zoo.cfg
        clientPortAddress = "0.0.0.0" # ERROR: Reserved line of zoo.cfg
      }
    }
    server "2" {
      config = merge({ peerType = "observer" }, { snapCount = 100 }) # ERROR: Reserved line of zoo.cfg
    }
    server "3" {
      config = { "dynamicConfigFile" = "/tmp/zoo.cfg.dynamic" } # ERROR: Reserved line of zoo.cfg
    }
  }

  step "one" {}

  control "elsewhere" {
    because = "It must hold."
    config = {
      "dataDir" = "/tmp" # ERROR: Reserved line of zoo.cfg
    }
  }
}

scenario "b" {
  summary = "Invalid lines of zoo.cfg and properties."

  ensemble {
    servers = 3
    config = {
      "snap count" = 1 # ERROR: Invalid line of zoo.cfg
      snapCount    = "1\nserver.4=elsewhere:2888:3888" # ERROR: Invalid line of zoo.cfg
      ""           = 1 # ERROR: Invalid line of zoo.cfg
    }
    properties = {
      "zookeeper.a"  = "one two" # ERROR: Invalid property
      "zookeeper b"  = 1 # ERROR: Invalid property
      "zookeeper.c=" = 1 # ERROR: Invalid property
    }
  }

  step "one" {}
}
