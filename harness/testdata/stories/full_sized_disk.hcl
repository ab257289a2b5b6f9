# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: rejoin
# BROKEN: rejoin
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 10, "Logs": "java.io.IOException: No space left on device"}]}

scenario "full_sized_disk" {
  summary = "A server that exits by itself when the scenario fills its disk is not excused."

  ensemble {
    servers = 3

    server "2" { log_size = "1MB" }
  }

  session "app" { server = 1 }

  step "server 2 comes back" { # broken
    kill { server = 2 }
    fill_disk {
      server = 2
      disk   = "log"
    }
    start { server = 2 }
    await {
      serving   = 2
      within    = "100ms"
      guarantee = "rejoin"
    }
  }
}
