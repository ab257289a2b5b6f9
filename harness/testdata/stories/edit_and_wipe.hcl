# VERDICT: held

scenario "edit_and_wipe" {
  summary = "Files are changed, and disks are wiped."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "each change of a file" { # done
    kill { server = 1 }
    edit_file {
      server = 1
      file   = "log.f00000001"
      create = "some text"
    }
    edit_file {
      server     = 1
      file       = "newest_log"
      append_hex = "00 ff"
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { offset = 5, text = "TEXT" }
    }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { hex = "ff" }
    }
    edit_file {
      server   = 1
      file     = "log.f00000001"
      truncate = "0B"
    }
    edit_file {
      server = 1
      file   = "currentEpoch"
      append = "7"
    }
    edit_file {
      server = 1
      file   = "newest_log"
      remove = true
    }
    edit_file {
      server = 1
      file   = "oldest_snapshot"
      disk   = "data"
      remove = true
    }
  }

  step "wiped disks" { # done
    wipe {
      server = 1
      disk   = "log"
    }
    wipe { servers = [1] }
    wipe { server = 1 }
    start { server = 1 }
    await { synced = [1, 2, 3] }
    require { condition = differences(server(1).tree, server(3).tree) == [] }
  }
}
