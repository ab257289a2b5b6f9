# VERDICT: held

locals {
  files = ["data acceptedEpoch", "data currentEpoch", "log log.100000001", "data snapshot.0"]
}

scenario "contents_of_disks" {
  summary = "Expressions read the transactions on disks, and those that are missing."

  ensemble {
    servers = 3

    # 3.4.11 has its logs in dataDir, and its snapshots in dataLogDir (ZOOKEEPER-2960).
    server "2" { release = "3.4.11" }
  }

  session "app" { server = 3 }

  step "all disks are equal" { # done
    create "/a" { as = "a" }
    await { synced = [1, 2, 3] }
    require { condition = [for s in [1, 2, 3] : server(s).disk.zxid] == [for s in [1, 2, 3] : result.a.zxid] }
    require { condition = [for s in [1, 2, 3] : length(server(s).disk.missing)] == [0, 0, 0] }
    require { condition = server(1).disk.snapshot == "0x0" && length(server(1).disk.trouble) == 0 }
  }

  step "epochs, files and space" { # done
    require { condition = [for s in [1, 2, 3] : server(s).disk.accepted_epoch] == [1, 1, 1] && server(2).disk.current_epoch == 1 }
    require { condition = [for s in [1, 2, 3] : server(s).disk.last_logged] == [for s in [1, 2, 3] : result.a.zxid] }
    require { condition = [for f in server(1).disk.files : "${f.disk} ${f.name}"] == local.files }
    require { condition = [for f in server(2).disk.files : "${f.disk} ${f.name}"] == local.files }
    require { condition = server(1).disk.files[0].size == 1 && server(1).disk.files[2].modified >= server(1).disk.files[3].modified }
    require { condition = server(1).disk.data.free <= server(1).disk.data.size && server(1).disk.log.free_inodes < server(1).disk.log.inodes }
  }

  step "transactions after the last one are not missing" { # done
    kill { server = 2 }
    create "/b" { as = "b" }
    require { condition = server(2).disk.zxid == result.a.zxid && server(1).disk.zxid == result.b.zxid }
    require { condition = length(server(2).disk.missing) == 0 }
    start { server = 2 }
    await { synced = [2] }
    require { condition = server(2).disk.zxid == result.b.zxid && server(2).disk.snapshot == result.a.zxid }
  }

  step "transactions in the snapshot are not missing" { # done
    kill { server = 2 }
    edit_file {
      server = 2
      file   = "newest_log"
      remove = true
    }
    start { server = 2 }
    set "/a" { as = "set" }
    await { synced = [2] }
    require { condition = server(2).disk.logged[length(server(2).disk.logged) - 1] == result.set.zxid }
    require { condition = length(server(2).disk.missing) == 0 }
  }

  step "without the snapshot they are missing" { # done
    kill { server = 2 }
    edit_file {
      server = 2
      file   = "newest_snapshot"
      disk   = "data"
      remove = true
    }
    require { condition = server(2).disk.missing[0] == result.b.zxid && length(server(2).disk.missing) == 1 }
  }

  step "damage is reported" { # done
    edit_file {
      server   = 2
      file     = "newest_log"
      truncate = "30B"
    }
    require { condition = length(split("offset 16: a torn transaction", server(2).disk.trouble[0])) == 2 }
  }

  step "what the files of epochs hold" { # done
    edit_file {
      server = 2
      file   = "currentEpoch"
      remove = true
    }
    edit_file {
      server  = 2
      file    = "acceptedEpoch"
      replace = { text = "x" }
    }
    require { condition = server(2).disk.current_epoch == null && server(2).disk.accepted_epoch == null }
    require { condition = contains(server(2).disk.trouble, "acceptedEpoch: no number: \"x\"") }
  }
}
