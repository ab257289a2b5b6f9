# VERDICT: inconclusive
# BECAUSE: boot: wait until all servers serve: the time is over; server 2 does not serve; server 2 logged: Unexpected exception: java.io.IOException: Unreasonable length = 17 (2 times)
# BOOT: stopped here
# TIMEOUT: 1s in boot
# RUNTIME: {"Deviations": [{"Server": 2, "Lost": true, "LogLines": ["2026-11-25 10:13:00,378 WARN  [QuorumPeer[myid=2]/127.0.0.1:2181:o.a.z.s.q.QuorumPeer] - Unexpected exception", "java.io.IOException: Unreasonable length = 17", "\tat org.apache.jute.BinaryInputArchive.checkLength(BinaryInputArchive.java:166)", "2026-11-25 10:13:00,379 WARN  [QuorumPeer[myid=2]/127.0.0.1:2181:o.a.z.s.q.QuorumPeer] - Unexpected exception", "java.io.IOException: Unreasonable length = 17", "\tat org.apache.jute.BinaryInputArchive.checkLength(BinaryInputArchive.java:166)"]}]}

scenario "complains_at_boot" {
  summary = "A server never joins the ensemble; the message has what it complains of, without the stack trace."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    kill { server = 1 }
  }
}
