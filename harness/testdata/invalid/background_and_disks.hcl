scenario "loads" {
  summary = "Only a running load can be finished."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "loads" {
    finish "load" {}                    # ERROR: No such load
    background "load" { path = "/load" }
    background "load" { path = "/load" } # ERROR: Load goes on already
    finish "laod" {}                    # ERROR: No such load: Did you mean "load"?
    finish "load" {}
    finish "load" {}                    # ERROR: No such load
    background "load" { path = "/load" }
  }

  step "sessions" {
    kill { server = 1 }
    background "dead" { path = "/load" } # ERROR: Server of the session does not run
    start { server = 1 }
    close "app" {}
    background "over" { path = "/load" } # ERROR: Session is over
  }
}

scenario "disks" {
  summary = "Only a filled disk can be freed."

  ensemble {
    servers = 3
    server "1" { log_size = "3MB" }
  }

  step "disks" {
    free_disk {
      server = 1
      disk   = "log" # ERROR: Nothing to free
    }
    fill_disk {
      server = 1
      disk   = "log"
    }
    free_disk {
      server = 1
      disk   = "log"
    }
    free_disk {
      server = 1
      disk   = "log" # ERROR: Nothing to free
    }
  }
}
