# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 lacks free space, by its log: 
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 10, "Logs": "java.io.IOException: No space left on device"}]}

scenario "no_space_by_log" {
  summary = "The disk of the machine was full while a server wrote its log, and has space again."

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
