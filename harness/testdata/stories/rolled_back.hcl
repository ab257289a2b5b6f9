# VERDICT: held

scenario "rolled_back" {
  summary = "All servers lose what they have, and the scenario states it; then they are restored from a snapshot."

  ensemble {
    servers = 3

    server "1" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
    server "2" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
  }

  session "before" { server = 1 }
  session "after" { server = 2 }

  step "rolled back to the beginning" { # done
    create "/lost" { session = "before" }
    kill { servers = [1, 2, 3] }
    wipe { servers = [1, 2] }
    rolled_back {}
    wipe { server = 3 }
    start { servers = [1, 2, 3] }
    await { synced = [1, 2, 3] }
  }

  step "restored from a snapshot" { # done
    create "/later" { session = "after" }
    restore {
      server = 1
      as     = "restored"
    }
    require { condition = jsondecode(result.restored.text).last_zxid != null }
    restore {
      server   = 2
      from     = 1
      snapshot = "oldest_snapshot"
    }
  }
}
