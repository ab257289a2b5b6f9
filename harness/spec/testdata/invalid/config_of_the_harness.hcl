scenario "a" {
  summary = "Some lines of zoo.cfg make a server the one that it is."

  ensemble {
    servers = 3
    config = {
      tickTime   = 500
      dataDir    = "/tmp" # ERROR: Not the scenario's to say
      clientPort = 2181 # ERROR: Not the scenario's to say
      "server.4" = "elsewhere:2888:3888" # ERROR: Not the scenario's to say
    }

    server "1" {
      config = {
        dataLogDir        = "/tmp" # ERROR: Not the scenario's to say
        clientPortAddress = "0.0.0.0" # ERROR: Not the scenario's to say
      }
    }
    server "2" {
      config = merge({ peerType = "observer" }, { snapCount = 100 }) # ERROR: Not the scenario's to say
    }
    server "3" {
      config = { "dynamicConfigFile" = "/tmp/zoo.cfg.dynamic" } # ERROR: Not the scenario's to say
    }
  }

  step "one" {}

  control "elsewhere" {
    because = "It must hold."
    config = {
      "dataDir" = "/tmp" # ERROR: Not the scenario's to say
    }
  }
}

scenario "b" {
  summary = "Lines are lines."

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
