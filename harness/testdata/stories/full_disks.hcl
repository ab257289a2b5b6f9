# VERDICT: held

scenario "full_disks" {
  summary = "Disks of running and of exited servers are filled and freed."

  ensemble {
    servers = 3

    server "1" {
      data_size = "1MB"
      log_size  = "3MB"
    }

    # 3.4.11 writes its logs to dataDir (ZOOKEEPER-2960).
    server "2" {
      release  = "3.4.11"
      log_size = "2MB"
    }
  }

  session "app" { server = 3 }

  step "full and free" { # done
    fill_disk {
      server = 1
      disk   = "log"
    }
    free_disk {
      server = 1
      disk   = "log"
    }
    fill_disk {
      server = 2
      disk   = "log"
    }
    free_disk {
      server = 2
      disk   = "log"
    }
    kill { server = 1 }
    fill_disk {
      server = 1
      disk   = "data"
      leave  = "100kB"
    }
    free_disk {
      server = 1
      disk   = "data"
    }
  }
}
