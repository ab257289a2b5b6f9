# VERDICT: inconclusive
# BECAUSE: server 2 logged: Cannot open channel to 1 at election address /127.0.0.1:3888: java.net.ConnectException: Connection refused (2 times)
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Lost": true, "LogLines": ["2026-11-25 10:13:00,378 WARN  [WorkerSender[myid=2]:o.a.z.s.q.QuorumCnxManager] - Cannot open channel to 1 at election address /127.0.0.1:3888", "java.net.ConnectException: Connection refused", "2026-11-25 10:13:00,379 WARN  [WorkerSender[myid=2]:o.a.z.s.q.QuorumCnxManager] - Cannot open channel to 1 at election address /127.0.0.1:3888", "java.net.ConnectException: Connection refused", "2026-11-25 10:13:00,379 WARN  [NIOWorkerThread-4:o.a.z.s.ZooKeeperServer] - Connection request from old client /127.0.0.1:54034; will be dropped if server is in r-o mode"]}]}

scenario "require_quotes_complaints" {
  summary = "Without grave complaints those that are repeated are quoted, and never what the harness causes."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # stopped here
    kill { server = 2 }
    start { server = 2 }
    require {
      condition = server(2).role == "follower"
      within    = "100ms"
    }
  }
}
