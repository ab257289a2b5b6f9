# VERDICT: inconclusive
# BECAUSE: step "the wait": await: the time is over
# TIMEOUT: 100ms in the wait

scenario "time_limit_in_await" {
  summary = "The time limit of the run passes, which breaks no guarantee."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the wait" { # stopped here
    await {
      leader    = 1
      guarantee = "availability"
    }
  }
}
