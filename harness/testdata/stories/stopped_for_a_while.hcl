# VERDICT: error
# BECAUSE: not ZooKeeper's doing: server 2 was disturbed: process 7 was stopped
# JUDGE: stopped here
# RUNTIME: {"Deviations": [{"Server": 2, "Interference": "process 7 was stopped"}]}

scenario "stopped_for_a_while" {
  summary = "Somebody else stops a server and continues it, which shows only at the end."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a write" { # done
    create "/written" {}
  }
}
