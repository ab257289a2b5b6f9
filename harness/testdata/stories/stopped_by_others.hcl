# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 was disturbed: process 7 is stopped
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Lost": true, "Interference": "process 7 is stopped"}]}

scenario "stopped_by_others" {
  summary = "Somebody else stops a server, so that it serves no more."

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
