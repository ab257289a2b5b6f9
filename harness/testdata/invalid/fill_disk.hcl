scenario "fill_disk" {
  summary = "Disks without limits cannot be filled, nor those with limits but for more than these."

  ensemble {
    servers = 3

    server "1" {
      log_size    = "3MB"
      data_inodes = 20
    }
  }

  session "app" { server = 2 }

  step "filling" {
    fill_disk {
      server = 2
      disk   = "log" # ERROR: Disk without a size
    }
    fill_disk {
      server = 1
      disk   = "data" # ERROR: Disk without a size
    }
    free_disk {
      server = 1
      disk   = "tmp" # ERROR: No such disk
    }
    fill_disk {
      server = 1
      disk   = "log"
      leave  = "4MB" # ERROR: Nothing to fill
    }
    fill_disk {
      server = 1
      disk   = "log"
      leave  = "some" # ERROR: Invalid size
    }
    fill_disk {
      server = 2
      disk   = "log" # ERROR: Disk without a size
      inodes = 0
    }
    fill_disk {
      server = 1
      disk   = "log" # ERROR: Disk without a number of inodes: log_inodes = 20
      inodes = 0
    }
    fill_disk {
      server = 1
      disk   = "data" # ERROR: Disk without a size: data_size = "3MB"
      leave  = "1kB"
      inodes = 0
    }
    fill_disk {
      server = 1
      disk   = "data"
      inodes = 20 # ERROR: Nothing to fill: The disk has 20 inodes
    }
    fill_disk {
      server = 1
      disk   = "data"
      inodes = -1 # ERROR: Invalid number of inodes
    }
    free_disk {
      server = 2
      disk   = "data" # ERROR: Disk without a size
    }
  }
}
