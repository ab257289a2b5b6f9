# sync asks the leader, and no quorum. A leader that is cut off and does not know yet
# that another one was elected answers that all is well. ZooKeeper never promised that a
# sync is more than this, so many will call it a limit and not a bug; but its guide tells
# a client that must not read an old value to sync before the read.

variable "reader" {
  description = "The server of the session that reads: 3, which is deposed."
  default     = 3
}

scenario "sync_on_deposed_leader" {
  summary    = "A session syncs and reads an old value: its server is a leader that has been replaced and does not know it."
  references = ["ZOOKEEPER-1675"]

  expect "sync_freshness" { violated_on = ">= 3.4.0" }

  ensemble {
    servers = 3
    config  = { syncLimit = 4 }

    server "3" { config = { syncLimit = 60 } } # it waits 30 s for its followers
  }

  session "reader" { server = var.reader }

  session "writer" { server = 2 }

  step "server 3 leads" {
    session = "reader"
    lead { server = 3 }
    create "/x" { data = "old" }
    await { synced = [1, 2, 3] }
  }

  step "the others elect server 2, and a new value is written" {
    partition { groups = [[3], [1, 2]] }
    await { leader = 2 }
    set "/x" {
      session = "writer"
      data    = "new"
    }
  }

  step "a session of the old leader syncs, and reads" {
    session = "reader"
    sync "/x" { as = "sync" }
    read "/x" { as = "read" }
    require { condition = server(3).role == "leader" }
    assert {
      condition = result.read.data == "new"
      guarantee = "sync_freshness"
    }

    fact "how the sync ended" {
      reported = "ok"
      observed = result.sync.outcome
    }
    fact "value read behind the sync" {
      reported = "old"
      observed = result.read.data
    }
    fact "role of server 3 at that time" {
      reported = "leader"
      observed = server(3).role
    }
  }

  step "the old leader follows" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
  }

  control "a server of the majority" {
    because   = "The session is on server 1, whose leader is the new one."
    variables = { reader = 1 }
  }
}
