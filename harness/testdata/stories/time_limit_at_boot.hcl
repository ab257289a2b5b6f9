# VERDICT: inconclusive
# BECAUSE: boot: wait until all servers serve: the time is over
# BOOT: stopped here
# TIMEOUT: 100ms in boot
# RUNTIME: {"Deviations": [{"Server": 2, "Lost": true}]}

scenario "time_limit_at_boot" {
  summary = "A server never finds its leader, so the boot exceeds the time limit of the run."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    kill { server = 1 }
  }
}
