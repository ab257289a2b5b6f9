# VERDICT: inconclusive
# BECAUSE: no receipt: 19 inodes are free, more than the 0 that were to be left
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "inodes_not_taken" {
  summary = "The disk has inodes left after they were taken."

  ensemble {
    servers = 3

    server "1" { log_inodes = 20 }
  }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    fill_disk {
      server = 1
      disk   = "log"
      inodes = 0
    }
  }
}
