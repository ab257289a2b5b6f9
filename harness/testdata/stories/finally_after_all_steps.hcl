# VERDICT: inconclusive
# BECAUSE: step "the last one": require: assertion failed: result.made.outcome == "refused" ("ok" != "refused")

scenario "finally_after_all_steps" {
  summary = "All steps went well; a step that runs whatever happened is the last one then, and its preconditions count."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the first one" { # done
    create "/x" { as = "made" }
  }

  finally "the last one" { # stopped here
    require {
      condition = result.made.outcome == "refused"
      within    = "10ms"
    }
  }
}
