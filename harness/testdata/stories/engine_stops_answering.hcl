# VERDICT: error
# BECAUSE: lost sight of server 2: find server 2: the engine does not answer
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Unseen": true}]}

scenario "engine_stops_answering" {
  summary = "The container engine stops answering, which proves nothing about ZooKeeper."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # stopped here
    kill { server = 2 }
    start { server = 2 }
    await {
      serving   = 2
      within    = "100ms"
      guarantee = "rejoin"
    }
  }
}
