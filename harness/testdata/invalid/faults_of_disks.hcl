scenario "faults_of_disks" {
  summary = "Faults of disks that are impossible."

  ensemble {
    servers = 3

    server "1" {
      log_size    = "3MB"
      data_inodes = 20
    }
  }

  session "app" { server = 1 }

  step "running servers" {
    wipe { servers = [1, 2] } # ERROR: Server runs; Server runs
    edit_file {
      server = 2 # ERROR: Server runs
      file   = "newest_log"
      remove = true
    }
    kill { server = 1 }
  }

  step "wiping" {
    wipe { server = 4 } # ERROR: No such server
    wipe {
      server = 1
      disk   = "logs" # ERROR: No such disk
    }
  }

  step "editing" {
    edit_file { # ERROR: Not one change
      server = 1
      file   = "newest_log"
    }
    edit_file { # ERROR: Not one change
      server   = 1
      file     = "newest_log"
      truncate = "0B"
      remove   = true
    }
    edit_file {
      server = 4 # ERROR: No such server
      file   = "newest_snapshots" # ERROR: No such file
      disk   = "date" # ERROR: No such disk
      remove = true
    }
    edit_file {
      server = 1
      file   = "newest_log" # ERROR: No name of a new file
      create = ""
    }
    edit_file {
      server = 1
      file   = "older_logs" # ERROR: No name of a new file
      create = ""
    }
    edit_file {
      server   = 1
      file     = "older_logs" # ERROR: Several files: can only be removed
      truncate = "0B"
      remove   = false
    }
    edit_file {
      server = 1
      file   = "older_log" # ERROR: No such file: Did you mean "older_logs"?
      remove = true
    }
    edit_file {
      server = 1
      file   = "../myid" # ERROR: No such file
      append = "" # ERROR: Nothing to write
    }
    edit_file {
      server     = 1
      file       = "newest_log"
      append_hex = "0x00" # ERROR: Nothing to write
    }
    edit_file {
      server   = 1
      file     = "newest_log"
      truncate = "half" # ERROR: Invalid size
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { ofset = 1, text = "x" } # ERROR: Invalid replacement
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { offset = -1, text = "x" } # ERROR: Invalid replacement
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { offset = 1 } # ERROR: Invalid replacement
    }
  }
}
