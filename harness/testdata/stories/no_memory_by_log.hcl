# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 lacks memory, or threads, by its log: 
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 1, "Logs": "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached"}]}

scenario "no_memory_by_log" {
  summary = "The machine permits a server no more threads, so that it exits by itself."

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
