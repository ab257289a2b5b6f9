scenario "empty_newest_log" {
  summary    = "A crash while the log is rolled leaves an empty newest log file; a server that finds one must start nevertheless."
  references = ["ZOOKEEPER-2332"]

  expect "rejoin" { violated_on = "< 3.9.3" }

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "server 1 goes down with some transactions in its log" {
    lead { server = 3 }
    create "/bulk" {}
    fill "/bulk" { children = 10 }
    await {
      synced    = [1, 2, 3]
      persisted = 1
    }
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
      within    = "15s"
      guarantee = "rejoin"
    }
  }
}
