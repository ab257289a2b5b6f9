scenario "restore_snapshot" {
  summary  = "An ensemble is restored from a snapshot by its admin servers; what it acknowledged after the snapshot is not owed any more."
  releases = ">= 3.9.0"

  ensemble {
    servers = 3
    config  = { "admin.enableServer" = "true" }
  }

  session "app" { server = 1 }
  session "after" { server = 2 }

  step "a snapshot" {
    create "/kept" {
      data    = "1"
      session = "app"
    }
    command "snapshot?streaming=false" {
      server        = 1
      via           = "admin"
      authorization = "digest anybody:anything"
    }
    require { condition = server(1).disk.snapshot == server(1).zxid }
  }

  step "writes after it" {
    set "/kept" {
      data    = "2"
      session = "app"
    }
    create "/gone" { session = "app" }
    await { synced = [1, 2, 3] }
  }

  step "every server is restored" {
    restore { server = 1 }
    restore {
      server = 2
      from   = 1
    }
    restore {
      server = 3
      from   = 1
    }
  }

  step "the snapshot is the true state" {
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
