# VERDICT: inconclusive
# BECAUSE: step "the precondition": require: assertion failed: length(followers) == 5 (2 != 5)

scenario "require_false" {
  summary = "The precondition does not hold."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the precondition" { # stopped here
    require {
      condition = length(followers) == 5
      within    = "300ms"
    }
  }

  step "afterwards" { # not run
    kill { server = 1 }
  }
}
