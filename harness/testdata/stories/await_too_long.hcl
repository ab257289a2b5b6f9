# VERDICT: inconclusive
# BECAUSE: step "the leader": await: server 3 leads

scenario "await_too_long" {
  summary = "A state that does not come, which nobody has promised. The message says what is there instead."

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
