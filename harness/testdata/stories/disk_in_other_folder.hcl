# VERDICT: inconclusive
# BECAUSE: fill the log disk of server 1: since the server was changed it has its files in the other folder (ZOOKEEPER-2960)

scenario "disk_in_other_folder" {
  summary = "3.4.11 writes its logs to the folder where 3.4.12 has its snapshots, and the small disk is in the other one."

  ensemble {
    servers = 3

    server "1" {
      release  = "3.4.11"
      log_size = "3MB"
    }
  }

  step "upgrade" { # stopped here
    restart {
      server  = 1
      release = "3.4.12"
    }
    await { serving = [1, 2, 3] }
    fill_disk {
      server = 1
      disk   = "log"
    }
  }
}
