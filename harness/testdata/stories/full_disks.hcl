# VERDICT: held

scenario "full_disks" {
  summary = "Disks of running and of exited servers are filled and freed."

  ensemble {
    servers = 3

    server "1" {
      data_size   = "1MB"
      log_size    = "3MB"
      log_inodes  = 20
      data_inodes = 10
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

  step "no inode is left, and then one more" { # done
    fill_disk {
      server = 1
      disk   = "data"
      inodes = 2
    }
    require { condition = server(1).disk.data.free_inodes == 2 && server(1).disk.data.free > 900000 }
    fill_disk {
      server = 1
      disk   = "data"
      leave  = "100kB"
      inodes = 0
    }
    require { condition = server(1).disk.data.free_inodes == 0 && server(1).disk.data.free <= 104096 }
    free_disk {
      server = 1
      disk   = "data"
    }
    require { condition = server(1).disk.data.free_inodes > 2 && server(1).disk.data.free > 900000 }
    fill_disk {
      server = 1
      disk   = "log"
      inodes = counter(server(3).zxid) - counter(server(3).zxid)
    }
    require { condition = server(1).disk.log.free_inodes == 0 && server(1).disk.log.inodes == 20 }
    free_disk {
      server = 1
      disk   = "log"
    }
  }
}
