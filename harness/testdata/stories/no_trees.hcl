# VERDICT: inconclusive
# BECAUSE: cannot tell: replica_agreement
# UNKNOWN: replica_agreement

scenario "no_trees" {
  summary = "At the end nobody serves, so there is nothing to compare."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the quorum is gone" { # done
    kill { servers = [1, 2] }
  }
}
