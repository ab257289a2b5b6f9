# VERDICT: inconclusive
# BECAUSE: parallel: require

scenario "parallel_stops" {
  summary = "When one branch cannot go on, nor can the story."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "together" { # stopped here
    parallel {
      require { condition = false }
      await { leader = 1 }
    }
  }

  step "afterwards" { # not run
    create "/never" {}
  }
}
