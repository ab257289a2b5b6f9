# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: rejoin
# BROKEN: rejoin
# HELD: durability, replica_agreement, sequential_consistency
# RUNTIME: {"Deviations": [{"Server": 3, "Start": 2, "Exits": true, "ExitCode": 1}]}

scenario "finally_after_reproduction" {
  summary = "A server does not return, as expected, which ends the scenario; nobody serves then until the last step."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "servers 2 and 3 are killed, and only one returns" { # broken
    create "/x" {}
    kill { servers = [2, 3] }
    start { server = 3 }
    await {
      serving   = 3
      within    = "10s"
      guarantee = "rejoin"
    }
  }

  step "what depends on it" { # not run
    read "/x" {}
  }

  finally "another server is back" { # done
    start { server = 2 }
    await { synced = [1, 2] }
  }
}
