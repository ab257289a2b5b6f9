# VERDICT: inconclusive
# BECAUSE: await: the disk of server 1 is at 0x0, and the leader 3 has 0x1
# RUNTIME: {"Deviations": [{"Server": 1, "Unlogged": true}]}

scenario "await_persisted_too_long" {
  summary = "A server has processed a transaction, but not logged it."

  ensemble { servers = 3 }

  session "app" { server = 2 }

  step "a write" { # stopped here
    create "/a" {}
    await { synced = [1, 2, 3] }
    await { persisted = [2, 3] }
    await {
      persisted = [1, 2, 3]
      within    = "300ms"
    }
  }
}
