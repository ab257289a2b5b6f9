# VERDICT: violated
# BROKEN: rejoin, replica_agreement
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Unsynced": true}]}

scenario "await_synced_in_a_new_epoch" {
  summary = "A follower lacks a write of the last epoch, and its leader has written nothing yet in the new one."

  ensemble { servers = 3 }

  session "app" { server = 2 }

  step "a write is missed" { # done
    kill { server = 1 }
    create "/missed" {}
  }

  step "a new epoch" { # broken
    kill { servers = [2, 3] }
    start { servers = [1, 2, 3] }
    await { synced = [2, 3] }
    await { serving = 1 }
    await {
      synced    = 1
      within    = "1s"
      guarantee = "rejoin"
    }
  }
}
