scenario "torn_log" {
  summary = "The newest log of a server ends in the middle of a transaction, and in rubbish; it starts, and the leader sends it what it lacks."

  ensemble {
    servers = 3
    config  = { preAllocSize = 64 }
  }

  session "app" { server = 3 }

  step "server 1 goes down with some transactions in its log" {
    lead { server = 3 }
    create "/bulk" {}
    fill "/bulk" {
      children = 10
      size     = "1kB"
    }
    await {
      synced    = [1, 2, 3]
      persisted = 1
    }
    kill { server = 1 }
  }

  step "its log is torn" {
    edit_file {
      server   = 1
      file     = "newest_log"
      truncate = "3000B"
    }
    edit_file {
      server     = 1
      file       = "newest_log"
      append_hex = "00 00 00 00"
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { offset = 3000, hex = "00000001" }
    }
  }

  step "it starts and has everything" {
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
