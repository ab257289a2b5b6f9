# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: availability
# BROKEN: availability
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Lost": true}, {"Server": 2, "Start": 2, "Lost": true}, {"Server": 3, "Start": 2, "Lost": true}]}

scenario "nobody_serves_unexpectedly" {
  summary = "No server serves again, which nobody expects, so there are no trees to compare."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "all servers restart" { # broken
    create "/before" {}
    restart { servers = [1, 2, 3] }
    await {
      serving   = [1, 2, 3]
      within    = "500ms"
      guarantee = "availability"
    }
  }
}
