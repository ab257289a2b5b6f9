# VERDICT: inconclusive
# BECAUSE: step "the leader": await: it is not yet so that leader == 1 (3 != 1)

scenario "await_condition_too_long" {
  summary = "The awaited condition does not come true, and no guarantee demands it."

  ensemble { servers = 3 }

  step "the leader" { # stopped here
    await {
      condition = leader == 1
      within    = "100ms"
    }
  }
}
