# VERDICT: inconclusive
# BECAUSE: cannot tell: replica_agreement
# UNKNOWN: replica_agreement
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Lost": true}, {"Server": 2, "Start": 2, "Lost": true}, {"Server": 3, "Start": 2, "Lost": true}]}

scenario "nobody_serves_and_nothing_demands_it" {
  summary = "No server serves again, and the scenario does not demand it, so there are no trees to compare."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "all servers restart" { # done
    create "/before" {}
    restart { servers = [1, 2, 3] }
  }
}
