# VERDICT: inconclusive
# BECAUSE: step "the precondition": require: assertion failed
# UNKNOWN: rejoin

scenario "expectation_not_tested" {
  summary = "The scenario ends before it tests the guarantee that is expected to break."

  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "1ms"
    }
  }
  step "the assertion" { # not run
    await {
      serving   = 1
      guarantee = "rejoin"
    }
  }
}
