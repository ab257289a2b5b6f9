# VERDICT: inconclusive
# BECAUSE: server 1 has not dropped anything from server 3 yet: 400000 bytes may pass

scenario "stalled_too_long" {
  summary = "The cut has not dropped anything yet."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    cut {
      from  = 3
      to    = 1
      after = "400kB"
    }
    await {
      stalled = 1
      within  = "100ms"
    }
  }
}
