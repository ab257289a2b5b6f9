scenario "full_log_disk" {
  summary = "The log disk of a follower is full: the follower gives up. With room again it starts, joins and has everything."

  ensemble {
    servers = 3
    config  = { preAllocSize = 64 }

    server "1" { log_size = "3MB" }
  }

  session "app" { server = 3 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/bulk" {}
  }

  step "there is no room for the log of server 1" {
    fill_disk {
      server = 1
      disk   = "log"
    }
    fill "/bulk" {
      children = 20
      size     = "20kB"
    }
    await {
      server = 1
      log    = "No space left on device"
    }
  }

  step "there is room again" {
    free_disk {
      server = 1
      disk   = "log"
    }
    kill { server = 1 }
    start { server = 1 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    assert {
      condition = differences(server(1).tree, server(3).tree) == []
      guarantee = "replica_agreement"
    }
  }
}
