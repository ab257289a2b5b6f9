# VERDICT: inconclusive
# BECAUSE: step "the wait": await: the time is over
# TIMEOUT: 100ms in the wait

scenario "time_is_over" {
  summary = "The time of the run is over, which breaks no promise."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the wait" { # stopped here
    await {
      leader    = 1
      guarantee = "availability"
    }
  }
}
