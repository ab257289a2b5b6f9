scenario "epochs_without_a_write" {
  summary = "Leaders that have written nothing yet have what they were elected with, and so have those that they sync."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a leader dies after a write" {
    create "/x" {}
    await { synced = [1, 2, 3] }
    kill { server = leader }
    require {
      condition = leader != null
      within    = "30s"
    }
    await { synced = [1, 2] }
    start { server = 3 }
    await {
      synced    = [1, 2, 3]
      persisted = [1, 2, 3]
    }
  }

  step "another one dies without a write" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    await {
      synced    = [1, 2, 3]
      persisted = [1, 2, 3]
    }
  }

  step "a server gets all that it has by a SNAP, and leads" {
    kill { server = 1 }
    wipe { server = 1 }
    start { server = 1 }
    await { synced = [1, 2, 3] }
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2] }
    await {
      synced    = [1, 2]
      persisted = [1, 2]
    }
    start { server = 3 }
    await {
      synced    = [1, 2, 3]
      persisted = [1, 2, 3]
    }
  }
}
