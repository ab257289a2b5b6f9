# VERDICT: held

scenario "await_states" {
  summary = "All states that await can wait for."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "states" { # done
    await { leader = 3 }
    await { serving = 1 }
    await { serving = [1, 2, 3] }
    await { synced = [1, 2, 3] }
    create "/a" {}
    await { persisted = [1, 2, 3] }
    await { epoch = 1 }
    await { zxid = "0x100000000" }
    kill { server = 3 }
    await {
      leader  = 2
      epoch   = 2
      exited  = 3
      serving = [1, 2]
    }
  }
}
