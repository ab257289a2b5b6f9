# VERDICT: inconclusive
# BECAUSE: await: server 2 does not serve; its process ended with exit code 1; it logged: Unable to load database on disk: java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Exits": true, "ExitCode": 1, "LogLines": ["2026-11-25 10:13:00,377 ERROR [main:o.a.z.s.DataTree] - First digest mismatch on txn: 1", "2026-11-25 10:13:00,378 ERROR [main:o.a.z.s.q.QuorumPeer] - Unable to load database on disk", "java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2", "2026-11-25 10:13:00,378 ERROR [main:o.a.z.s.q.QuorumPeerMain] - Unexpected exception, exiting abnormally", "java.lang.RuntimeException: Unable to run quorum server ", "Caused by: java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2"]}]}

scenario "exit_with_a_reason" {
  summary = "A process that ends by itself has logged why."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 comes back" { # stopped here
    kill { server = 2 }
    start { server = 2 }
    await { serving = 2 }
  }
}
