# VERDICT: error
# BECAUSE: server 2 ended at its start, with exit code 1; it logged: Unable to load database on disk: java.io.EOFException
# BOOT: stopped here
# RUNTIME: {"Deviations": [{"Server": 2, "Exits": true, "ExitCode": 1, "LogLines": ["2026-11-25 10:13:00,378 ERROR [main:o.a.z.s.q.QuorumPeer] - Unable to load database on disk", "java.io.EOFException: null"]}]}

scenario "exits_at_boot_with_a_reason" {
  summary = "A server exits during the boot, and has logged why."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    kill { server = 1 }
  }
}
