# VERDICT: inconclusive
# BECAUSE: this scenario cannot run here: the fake runtime cannot pause a server
# BOOT: stopped here
# RUNTIME: {"Cannot": ["pause a server"]}

scenario "pause_is_not_possible" {
  summary = "The scenario is refused before anything boots."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    pause { server = 1 }
  }
}
