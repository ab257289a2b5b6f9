# A client that moves tells its new server which watches it has, and which zxid it has
# seen; the server says at once what has changed since. Up to 3.4.5 it mixes up what to
# say of a data watch whose znode was made anew, and of an exists watch.

variable "away" {
  description = "Whether the session is away when the znodes change."
  default     = true
}

scenario "watch_events_after_move" {
  summary    = "A session that was away while its znodes changed moves to another server, and is told of a creation as a change and of a change as a creation."
  references = ["ZOOKEEPER-1667"]
  releases   = ">= 3.4.4" # before, replies do not tell the zxid that the client has to name when it moves
  tags       = ["watches"]

  expect "watch_delivery" { violated_on = "< 3.4.6" }

  ensemble { servers = 3 }

  session "writer" { server = 3 }

  session "watcher" { server = 1 }

  step "a session watches two znodes, one of which is not there" {
    create "/d" { session = "writer" }
    sync "/" { session = "watcher" }
    watch "/d" {
      session = "watcher"
      mode    = "data"
    }
    watch "/e" {
      session = "watcher"
      mode    = "exists"
    }
  }

  step "both change while it is away" {
    session = "writer"
    disconnect "watcher" { when = var.away }
    delete "/d" {}
    create "/d" {}
    create "/e" {}
    await { synced = [1, 2, 3] }
    require {
      condition = session.watcher.events == []
      when      = var.away
    }
  }

  step "it moves to server 2, which tells it what has happened" {
    session = "watcher"
    move "watcher" { server = 2 }
    sync "/" {} # its reply comes behind the events
    fact "events" {
      reported = ["NodeCreated /d", "NodeDataChanged /e"]
      observed = [for e in session.watcher.events : "${e.type} ${e.path}"]
    }
  }

  control "the session is there" {
    because   = "A session that is connected is told of each change when it happens."
    variables = { away = false }
  }
}
