# VERDICT: inconclusive
# BECAUSE: no receipt: the probe from 1 to 2 on port 2888 arrives
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}, {"Server": 2, "Leaks": true}]}

scenario "cut_leaks" {
  summary = "Packets pass to the port that is cut."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    cut {
      from = 1
      to   = 2
      port = "quorum"
    }
  }
}
