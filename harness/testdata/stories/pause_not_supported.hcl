# VERDICT: inconclusive
# BECAUSE: this scenario cannot run here: the fake runtime cannot pause a server
# BOOT: stopped here
# RUNTIME: {"Cannot": ["pause a server"]}

scenario "pause_not_supported" {
  summary = "The runtime cannot pause servers, so the plan is refused before boot."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    pause { server = 1 }
  }
}
