# VERDICT: held

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
}
