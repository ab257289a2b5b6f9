# VERDICT: inconclusive
# BECAUSE: fill the log disk of server 1: no receipt
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "disk_not_full" {
  summary = "The disk has room left after it was filled."

  ensemble {
    servers = 3

    server "1" {
      data_size = "1MB"
      log_size  = "3MB"
    }
  }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    fill_disk {
      server = 1
      disk   = "log"
    }
  }
}
