# A server that dies right after it has made a new log file, before it has written the
# head of it, leaves an empty one. Up to 3.9.2 a server that reads its logs takes that
# for a file that it cannot read. Since then it deletes the file, as nothing can have
# been in it.

locals {
  refused = release_in("< 3.9.3")
}

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
    fact "what is wrong with its files" {
      reported  = "an empty txn log"
      observed  = server(1).disk.trouble
      condition = length(server(1).disk.trouble) == 1
    }
  }

  step "it starts and joins" {
    start { server = 1 }
    # Another reason not to start would prove nothing: it must be that file.
    await {
      server = 1
      log    = local.refused ? "Unable to load database" : "Delete empty tail log file .*log\\.f000000ff"
    }
    await {
      server = 1
      log    = local.refused ? "java\\.io\\.EOFException" : "Delete empty tail log file"
    }
    require {
      condition = server(1).exited || !local.refused
      within    = "15s"
    }
    fact "the process that finds it" {
      reported = "ends, by an EOFException"
      observed = server(1).exited ? "ends, by an EOFException" : "deletes it"
    }
    await {
      synced    = [1, 2, 3]
      within    = "15s"
      guarantee = "rejoin"
    }
  }
}
