scenario "controlled_server" {
  summary  = "A server runs under ZooKeeper's own fault controller, which delays its answers and then lets it be."
  releases = ">= 3.7.0"

  ensemble {
    servers = 3

    server "1" { controller = true }
  }

  session "app" { server = 1 }

  step "the controller is there" {
    controller {
      server  = 1
      command = "ping"
    }
    create "/value" { data = "1" }
  }

  step "each answer comes late" {
    controller {
      server    = 1
      command   = "adddelay"
      parameter = "2000"
    }
    read "/value" { as = "late" }
    require { condition = result.late.data == "1" && result.late.seconds >= 2 }
  }

  step "answers come as before" {
    controller {
      server  = 1
      command = "reset"
    }
    read "/value" { as = "soon" }
    require { condition = result.soon.data == "1" && result.soon.seconds < 2 }
  }
}
