# VERDICT: inconclusive
# BECAUSE: free the log disk of server 1: it was not filled

scenario "disk_not_filled" {
  summary = "The disk was freed already."

  ensemble {
    servers = 3

    server "1" {
      data_size = "1MB"
      log_size  = "3MB"
    }
  }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    repeat { # hides from the forecast that the disk is freed
      times = 1
      until = each.index == 0
      fill_disk {
        server = 1
        disk   = "log"
      }
      free_disk {
        server = 1
        disk   = "log"
      }
    }
    free_disk {
      server = 1
      disk   = "log"
    }
  }
}
