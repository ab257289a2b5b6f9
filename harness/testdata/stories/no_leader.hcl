# VERDICT: inconclusive
# BECAUSE: Invalid choice of servers

scenario "no_leader" {
  summary = "Without a quorum there is no leader to kill."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the quorum is gone" { # done
    kill { servers = [1, 2] }
  }

  step "the fault" { # stopped here
    kill { server = leader }
  }
}
