# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 ended by signal killed, which the harness did not send
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 137}]}

scenario "killed_by_others" {
  summary = "Somebody else kills a server, such as the kernel for lack of memory, so that it serves no more."

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
