scenario "no_inodes" {
  summary = "Without a free inode a server starts and cannot create a log; with inodes again it joins."

  ensemble {
    servers = 3

    server "1" { log_inodes = 20 }
  }

  session "app" { server = 3 }

  step "no file can be created on the log disk of server 1" {
    lead { server = 3 }
    kill { server = 1 }
    fill_disk {
      server = 1
      disk   = "log"
      inodes = 2
    }
    require { condition = server(1).disk.log.inodes == 20 && server(1).disk.log.free_inodes == 2 && server(1).disk.log.free > 1000000 }
    fill_disk {
      server = 1
      disk   = "log"
      inodes = 0
    }
    require { condition = server(1).disk.log.free_inodes == 0 && server(1).disk.data.free_inodes != 0 }
    start { server = 1 }
    create "/a" { as = "a" }
    await {
      server = 1
      log    = "No space left on device"
    }
    require { condition = server(1).disk.last_logged != result.a.zxid }
  }

  step "inodes are free again" {
    free_disk {
      server = 1
      disk   = "log"
    }
    require { condition = server(1).disk.log.free_inodes > 10 }
    kill { servers = server(1).exited ? [] : [1] }
    start { server = 1 }
    await { persisted = [1, 2, 3] }
    require { condition = server(1).disk.zxid == server(3).disk.zxid && server(3).disk.last_logged == result.a.zxid }
  }
}
