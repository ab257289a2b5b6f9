# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: availability
# BROKEN: availability
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Lost": true}, {"Server": 2, "Start": 2, "Lost": true}, {"Server": 3, "Start": 2, "Lost": true}]}

scenario "nobody_serves_as_expected" {
  summary = "No server serves again, as expected, so there are no trees to compare."

  expect "availability" { violated_on = ">= 3.5.0" }

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
