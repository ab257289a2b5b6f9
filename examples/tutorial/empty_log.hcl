scenario "empty_log" {
  summary = "A crash leaves an empty newest log file; the server must start nevertheless."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "server 1 is killed with some transactions in its log" {
    lead { server = 3 }
    create "/a" {}
    fill "/a" { children = 10 }
    await { synced = [1, 2, 3] }
    kill { server = 1 }
  }

  step "its newest log file is empty" {
    edit_file {
      server = 1
      file   = "log.f000000ff"
      create = ""
    }
  }

  step "it starts and joins" {
    start { server = 1 }
    await {
      synced    = [1, 2, 3]
      within    = "10s"
      guarantee = "rejoin"
    }
  }
}
