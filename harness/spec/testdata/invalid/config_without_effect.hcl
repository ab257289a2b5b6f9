scenario "a" {
  summary = "Some settings of servers are Java system properties that no line of zoo.cfg sets."

  ensemble {
    servers = 3
    config = {
      snapCount                  = 100
      skipACL                    = "yes"
      "zookeeper.skipACL"        = "yes"   # ERROR: Line of zoo.cfg without an effect: properties = { "zookeeper.skipACL" = "yes" }
      "jute.maxbuffer"           = 5000000 # ERROR: Line of zoo.cfg without an effect: "zookeeper.jute.maxbuffer"
      "admin.enableServer"       = false
      "fsync.warningthresholdms" = 1
    }
    properties = { "readonlymode.enabled" = true }

    server "1" {
      config = { "readonlymode.enabled" = true } # ERROR: Line of zoo.cfg without an effect
    }
  }

  step "one" {}

  control "elsewhere" {
    because = "It is a warning here too."
    config = {
      "znode.container.checkIntervalMs" = 100 # ERROR: Line of zoo.cfg without an effect
    }
  }
}
