# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: rejoin
# BROKEN: rejoin
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 1}]}
# TIMEOUT: 30s in server 2 comes back

scenario "await_exited_server" {
  summary = "No word starts the exited process again, so await fails at once."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # broken
    kill { server = 2 }
    start { server = 2 }
    await {
      serving   = 2
      within    = "1h"
      guarantee = "rejoin"
    }
  }
}
