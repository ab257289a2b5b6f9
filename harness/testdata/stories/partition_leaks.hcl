# VERDICT: inconclusive
# BECAUSE: step "the fault": partition: partition servers 1 | 2 3: no receipt: the probe from 1 to 2 arrives, though its way is cut
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}, {"Server": 2, "Leaks": true}]}

scenario "partition_leaks" {
  summary = "Packets pass between the parts."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    partition { groups = [[1], [2, 3]] }
  }
}
