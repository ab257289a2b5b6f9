# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release
# BROKEN: replica_agreement, single_system_image
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Stale": 18446744073709551615}]}

scenario "violated_then_inconclusive" {
  summary = "A session reads the past before the run becomes inconclusive: the verdict is violated."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 misses a value" {
    create "/value" { data = "1" }
    kill { server = 2 }
    set "/value" { data = "2" }
    read "/value" {}
    start { server = 2 }
    await { serving = 2 }
    move "app" { server = 2 }
    read "/value" {}
  }

  step "the precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "10ms"
    }
  }
}
