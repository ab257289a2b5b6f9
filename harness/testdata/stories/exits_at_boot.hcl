# VERDICT: error
# BECAUSE: server 2 ended at its start, with exit code 1; the end of its log:
# BOOT: stopped here
# RUNTIME: {"Deviations": [{"Server": 2, "Exits": true, "ExitCode": 1}]}

scenario "exits_at_boot" {
  summary = "A server exits during the boot, which ends the run at once."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    kill { server = 1 }
  }
}
