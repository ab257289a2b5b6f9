# VERDICT: inconclusive
# BECAUSE: the time is over
# TIMEOUT: 100ms in the wait

scenario "finally_after_time_limit" {
  summary = "After the end of its time nothing of a run is played any more."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the wait" { # stopped here
    await { leader = 1 }
  }

  finally "a look" { # not run
    read "/" {}
  }
}
