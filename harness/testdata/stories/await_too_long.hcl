# VERDICT: inconclusive
# BECAUSE: step "the leader": await: server 3 leads

scenario "await_too_long" {
  summary = "The awaited state does not come, and no guarantee demands it. The message names the present state."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the leader" { # stopped here
    await {
      leader = 1
      within = "300ms"
    }
  }

  step "afterwards" { # not run
    kill { server = 1 }
  }
}
