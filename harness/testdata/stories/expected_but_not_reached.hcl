# VERDICT: inconclusive
# BECAUSE: step "the precondition": require: assertion failed
# UNKNOWN: rejoin

scenario "expected_but_not_reached" {
  summary = "Nothing can be said of a promise that the story did not come to."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "1ms"
    }
  }
  step "the promise" { # not run
    await {
      serving   = 1
      guarantee = "rejoin"
    }
  }
}
