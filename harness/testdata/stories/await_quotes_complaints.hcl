# VERDICT: inconclusive
# BECAUSE: server 2 logged: Exception when following the leader: java.io.IOException: Leaders epoch, 1 is less than accepted epoch, 2
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Lost": true, "LogLines": ["2026-11-25 10:13:00,378 WARN  [QuorumPeer[myid=2](plain=127.0.0.1:2181)(secure=disabled):o.a.z.s.q.Learner] - Exception when following the leader", "java.io.IOException: Leaders epoch, 1 is less than accepted epoch, 2"]}]}

scenario "await_quotes_complaints" {
  summary = "A wait that is in vain quotes what the server complains of."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # stopped here
    kill { server = 2 }
    start { server = 2 }
    await {
      serving = 2
      within  = "100ms"
    }
  }
}
