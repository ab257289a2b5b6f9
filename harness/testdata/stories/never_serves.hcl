# VERDICT: inconclusive
# BECAUSE: boot: wait until all servers serve: the time is over
# BOOT: stopped here
# TIMEOUT: 100ms in boot
# RUNTIME: {"Deviations": [{"Server": 2, "Lost": true}]}

scenario "never_serves" {
  summary = "A server never finds its leader. The time of the run is over first."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "one" { # not run
    kill { server = 1 }
  }
}
