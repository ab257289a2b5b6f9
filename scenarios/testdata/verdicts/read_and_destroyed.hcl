# A write whose writer got no answer is read: it is committed. Then the scenario itself
# wipes the disks of all servers, so that nobody owes it any more.

scenario "read_and_destroyed" {
  summary = "A znode is read, and then the scenario destroys it."

  ensemble { servers = 3 }

  session "writer" { server = 3 }

  session "reader" { server = 2 }

  session "later" { server = 2 }

  step "a write without an answer is read" {
    lead { server = 3 }
    exists "/" {
      session = "writer"
      as      = "first"
    }
    await { synced = [1, 2, 3] }
    pause { servers = [1, 2] }
    create "/x" {
      session = "writer"
      data    = "1"
      wait    = false
      as      = "made"
    }
    require { condition = counter(server(3).disk.zxid) > counter(result.first.zxid) }
    disconnect "writer" {}
    resume { servers = [1, 2] }
    sync "/" { session = "reader" }
    read "/x" {
      session = "reader"
      as      = "seen"
    }
    require { condition = result.made.outcome == "unknown" && result.seen.data == "1" }
  }

  step "it is gone" {
    kill { servers = [1, 2, 3] }
    wipe { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    await { serving = [1, 2, 3] }
    lead {
      server = 3
      epoch  = 3
    }
    exists "/x" {
      session = "later"
      as      = "gone"
    }
    require { condition = result.gone.code == "NoNode" }
  }
}
