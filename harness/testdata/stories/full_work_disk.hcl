# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 has a full disk, which no fill_disk filled: at /fake/2/data 0 of
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 10, "Full": true}]}

scenario "full_work_disk" {
  summary = "The disk of the machine is full, so that a server exits by itself."

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
