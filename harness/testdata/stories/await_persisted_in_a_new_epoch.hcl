# VERDICT: violated
# BROKEN: rejoin, replica_agreement
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Unsynced": true}]}

scenario "await_persisted_in_a_new_epoch" {
  summary = "The disk of a follower lacks a write of the last epoch, and its leader has written nothing yet in the new one."

  ensemble { servers = 3 }

  session "app" { server = 2 }

  step "a write is missed" { # done
    kill { server = 1 }
    create "/missed" {}
  }

  step "epochs without a write" { # broken
    kill { servers = [2, 3] }
    start { servers = [1, 2, 3] }
    await { synced = [2, 3] }
    kill { servers = [2, 3] }
    start { servers = [2, 3] }
    await { persisted = [2, 3] }
    await {
      persisted = 1
      within    = "1s"
      guarantee = "rejoin"
    }
  }
}
