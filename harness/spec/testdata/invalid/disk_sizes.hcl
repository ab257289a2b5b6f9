scenario "a" {
  summary = "Invalid sizes and numbers of inodes."

  ensemble {
    servers = 3

    server "1" {
      data_size   = "3 megabytes" # ERROR: Invalid size
      data_inodes = 0 # ERROR: Invalid number of inodes
      log_size    = "0MB" # ERROR: Invalid size
      log_inodes  = -1 # ERROR: Invalid number of inodes
    }
    server "2" {
      data_size = "-1" # ERROR: Invalid size
      log_size  = "" # ERROR: Invalid size
      log_sise  = "1MB" # ERROR: Unsupported argument
    }
  }

  step "one" {}
}
