scenario "what_disks_hold" {
  summary = "The files, epochs and space of disks are read, all logs but the newest are removed, and lines of a log are counted."

  ensemble {
    servers = 4
    config  = { snapCount = 40, preAllocSize = 64 }

    server "4" {
      observer = true
      starts   = "later"
    }
  }

  session "app" { server = 3 }

  step "server 1 has several logs and snapshots" {
    lead { server = 3 }
    fill "/" {
      children  = 150
      in_flight = 1
    }
    await { persisted = [1, 2, 3] }
    require {
      condition = ([for s in [1, 2, 3] : server(s).disk.current_epoch] == [for s in [1, 2, 3] : server(3).epoch]
        && server(1).disk.accepted_epoch == server(3).epoch && server(1).disk.last_logged == server(3).zxid
      && server(1).disk.data.free <= server(1).disk.data.size && server(1).disk.log.free_inodes != 0)
    }
    stop { server = 1 }
    require {
      condition = (length([for f in server(1).disk.files : f if f.disk == "log"]) > 2
        && length([for f in server(1).disk.files : f if f.disk == "data" && substr(f.name, 0, 9) == "snapshot." && f.size > 0]) > 2
      && max([for f in server(1).disk.files : f.modified]...) > min([for f in server(1).disk.files : f.modified]...))
    }
  }

  step "all logs but the newest, and all snapshots" {
    edit_file {
      server = 1
      file   = "older_logs"
      remove = true
    }
    require { condition = [for f in server(1).disk.files : f.disk if f.disk == "log"] == ["log"] && server(1).disk.last_logged == server(3).zxid }
    edit_file {
      server = 1
      file   = "older_snapshots"
      remove = true
    }
    require { condition = server(1).disk.snapshot != null && length([for f in server(1).disk.files : f if f.disk == "data"]) == 3 }
    edit_file {
      server = 1
      file   = "all_snapshots"
      remove = true
    }
    require { condition = server(1).disk.snapshot == null && server(1).disk.zxid == server(1).disk.last_logged }
    wipe { server = 1 }
    # Server 4 was never started.
    require {
      condition = ([for s in [1, 4] : server(s).disk.last_logged] == [null, null] && [for s in [1, 4] : server(s).disk.accepted_epoch] == [null, null]
      && [for s in [1, 4] : length(server(s).disk.files)] == [0, 0] && server(4).disk.log.free > 0)
    }
  }

  step "what server 1 has logged" {
    start { server = 1 }
    await { synced = [1, 2, 3] }
    require { condition = length(log_lines(1, "LOOKING")) > 1 && log_lines(1, "LOOKING")[0] == log_line(1, "LOOKING") }
    require { condition = length(log_lines(1, "FOLLOWING - LEADER ELECTION TOOK")) == 1 && length(log_lines(1, "no such line")) == 0 }
  }
}
