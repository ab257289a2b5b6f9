# VERDICT: held

scenario "edit_several_files" {
  summary = "All files of a kind are removed, or all but the newest; the other kind stays."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "server 1 has three logs and three snapshots" { # done
    repeat {
      times = 2
      create "/a" { mode = "persistent_sequential" }
      await { synced = [1] }
      restart { server = 1 }
    }
    create "/b" { as = "last" }
    await { synced = [1] }
    kill { server = 1 }
    require { condition = [for f in server(1).disk.files : substr(f.name, 0, 4)] == ["acce", "curr", "log.", "log.", "log.", "snap", "snap", "snap"] }
  }

  step "all but the newest" { # done
    edit_file {
      server = 1
      file   = "older_logs"
      remove = true
    }
    require { condition = [for f in server(1).disk.files : substr(f.name, 0, 4)] == ["acce", "curr", "log.", "snap", "snap", "snap"] }
    require { condition = server(1).disk.logged[0] == result.last.zxid && length(server(1).disk.logged) == 1 }
    edit_file {
      server = 1
      file   = "older_snapshots"
      remove = true
    }
    require { condition = length(server(1).disk.files) == 4 && counter(server(1).disk.snapshot) + 1 == counter(result.last.zxid) }
  }

  step "all" { # done
    edit_file {
      server = 1
      file   = "all_snapshots"
      remove = true
    }
    require { condition = server(1).disk.snapshot == null && server(1).disk.last_logged == result.last.zxid }
    edit_file {
      server = 1
      file   = "all_logs"
      remove = true
    }
    require { condition = server(1).disk.last_logged == null && server(1).disk.zxid == null && length(server(1).disk.files) == 2 }
  }
}
