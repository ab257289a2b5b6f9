scenario "rolled_back" {
  summary = "All servers go back to an older state on purpose; what they acknowledged later is not owed any more."

  ensemble { servers = 3 }

  session "before" { server = 1 }
  session "after" { server = 2 }

  step "a write that is kept" {
    create "/kept" {
      data    = "1"
      session = "before"
    }
    await { persisted = [1, 2, 3] }
    restart { servers = [1, 2, 3] } # from here on each server writes another log
    await { synced = [1, 2, 3] }
  }

  step "writes that are to be gone" {
    set "/kept" {
      data    = "2"
      session = "before"
    }
    create "/gone" { session = "before" }
    await { persisted = [1, 2, 3] }
  }

  step "every server loses its newest log" {
    disconnect "before" {}
    kill { servers = [1, 2, 3] }
    edit_file {
      server = 1
      file   = "newest_log"
      remove = true
    }
    edit_file {
      server = 2
      file   = "newest_log"
      remove = true
    }
    edit_file {
      server = 3
      file   = "newest_log"
      remove = true
    }
    rolled_back { to = server(1).disk.zxid }
    start { servers = [1, 2, 3] }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
  }

  step "the older state is the true one" {
    read "/kept" {
      session = "after"
      as      = "kept"
    }
    exists "/gone" {
      session  = "after"
      as       = "gone"
      may_fail = true
    }
    require { condition = result.kept.data == "1" && result.gone.code == "NoNode" }
    create "/gone" { session = "after" }
  }
}
