# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: rejoin
# BROKEN: rejoin
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Lost": true}]}

scenario "await_promised" {
  summary = "The awaited state does not come, so its guarantee is broken and the scenario ends."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # broken
    kill { server = 2 }
    start { server = 2 }
    await {
      serving   = 2
      within    = "100ms"
      guarantee = "rejoin"
    }
    create "/never" {}
  }

  step "afterwards" { # not run
    require { condition = leader == 3 }
  }
}
