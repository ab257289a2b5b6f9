# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: rejoin
# BROKEN: rejoin
# RUNTIME: {"Deviations": [{"Server": 3, "Start": 2, "Exits": true, "ExitCode": 1}]}

scenario "finally_fails_after_reproduction" {
  summary = "A server does not return, as expected, neither in its step nor in the last one."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 3 is to return" { # broken
    restart { server = 3 }
    await {
      serving   = 3
      guarantee = "rejoin"
    }
  }

  finally "it is to return again" { # stopped here
    start { server = 3 }
    await { serving = 3 }
  }

  finally "another look" { # done
    read "/" {}
  }
}
