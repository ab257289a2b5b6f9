# VERDICT: inconclusive
# BECAUSE: parallel: require

scenario "parallel_with_failure" {
  summary = "One branch cannot continue, which stops the scenario."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "together" { # stopped here
    parallel {
      require { condition = leader == 1 }
      await { leader = 1 }
    }
  }

  step "afterwards" { # not run
    create "/never" {}
  }
}
