# VERDICT: inconclusive
# BECAUSE: server 1 answers as follower, but no server leads
# RUNTIME: {"Deviations": [{"Server": 1, "Clings": true}]}

scenario "serving_without_a_leader" {
  summary = "A follower still answers after its leader has exited."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the leader dies" { # stopped here
    kill { server = leader }
    await {
      serving = 1
      within  = "1s"
    }
  }
}
