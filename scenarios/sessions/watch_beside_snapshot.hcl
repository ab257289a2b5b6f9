# While a leader sends a snapshot the tree goes on changing. The snapshot shows /p with
# the pzxid that it has when it is written, and then its children. Here a session ends
# after /p was written, and before its znode below /p. So that znode is in no snapshot,
# and the follower, which replays the end of the session, finds nothing to delete; up to
# 3.5 it does not touch /p either. A client that comes with a watch of the children is
# told of changes by pzxid, and so of none.

variable "meanwhile" {
  description = "Whether the session ends while the snapshot is on its way."
  default     = true
}

locals {
  stale = release_in("< 3.6.0")
}

scenario "watch_beside_snapshot" {
  summary    = "A session ends while a snapshot is on its way; the follower keeps an old pzxid of the parent, and a watch of its children never goes off."
  references = ["ZOOKEEPER-3145"]
  releases   = ">= 3.4.14"
  tags       = ["SNAP", "watches"]

  expect "watch_delivery" { violated_on = "< 3.6.0" }
  expect "replica_agreement" { violated_on = "< 3.6.0" }

  ensemble {
    servers    = 3
    config     = { maxSessionTimeout = 60000 }
    properties = { "zookeeper.forceSnapshotSync" = true }

    server "1" { config = { initLimit = 60 } } # so long, 30 s, does it wait for more of the snapshot
  }

  session "app" { server = 3 }

  session "owner" { server = 2 }

  session "watcher" {
    server  = 2
    timeout = "60s" # so long may it be away
  }

  step "a lock, and before it in the snapshot a lot of data" {
    session = "app"
    lead { server = 3 }
    create "/p" {}
    create "/p/a" {} # children are sent in the order of their names' hashes: a before z
    fill "/p/a" {
      children = 100
      size     = "200kB"
    }
    create "/p/z" {
      session = "owner"
      mode    = "ephemeral"
    }
  }

  step "a client watches the children, and loses its connection" {
    session = "watcher"
    sync "/" {}
    watch "/p" { mode = "children" }
    disconnect "watcher" {}
  }

  step "the owner's session ends while the snapshot for server 1 is between /p and the lock" {
    kill { server = 1 }
    wipe { server = 1 }
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "900kB"
    }
    start { server = 1 }
    await { stalled = 1 }
    close "owner" {
      as   = "closed"
      when = var.meanwhile
    }
    heal {}
    await { synced = [1, 2, 3] }
    # A snapshot that was begun anew would not have the lock.
    require {
      condition = server(1).sync == "SNAP" && epoch(server(3).zxid) == epoch(result.closed.zxid) && counter(coalesce(server(1).sync_zxid, "0x0")) < counter(result.closed.zxid)
      when      = var.meanwhile
    }
    close "owner" { when = !var.meanwhile }
  }

  step "the client comes to server 1" {
    move "watcher" { server = 1 }
    sync "/" { session = "watcher" } # its reply comes behind the events
    fact "events" {
      reported = local.stale ? [] : ["NodeChildrenChanged /p"]
      observed = [for e in session.watcher.events : "${e.type} ${e.path}"]
    }
    fact "znodes whose Stat differs at server 1" {
      reported = local.stale ? ["/p"] : []
      observed = differences(server(1).tree, server(3).tree)
    }
  }

  control "the session ends after the snapshot" {
    because   = "The znode is in the snapshot, and the follower deletes it as the leader does."
    variables = { meanwhile = false }
  }
}
