# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 ended by signal terminated, which the harness did not send
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 143}]}

scenario "terminated_by_others" {
  summary = "Somebody else sends a server SIGTERM: its JVM runs its shutdown hooks and exits with code 143."

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
