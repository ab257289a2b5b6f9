# VERDICT: inconclusive
# BECAUSE: cannot tell: replica_agreement
# UNKNOWN: replica_agreement

scenario "no_trees_to_compare" {
  summary = "At the end no server serves, so there are no trees to compare."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the quorum is gone" { # done
    kill { servers = [1, 2] }
  }
}
