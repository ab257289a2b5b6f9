# VERDICT: inconclusive
# BECAUSE: step "the last one": require: assertion failed: length(followers) == 3 (2 != 3)

scenario "finally_after_all_steps" {
  summary = "All steps went well; a step that runs whatever happened is the last one then, and its preconditions count."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the first one" { # done
    create "/x" { as = "made" }
  }

  finally "the last one" { # stopped here
    require {
      condition = length(followers) == 3
      within    = "10ms"
    }
  }
}
