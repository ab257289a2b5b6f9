scenario "contents_of_disks" {
  summary = "Comparisons of what is on disks that are always false, or mean nothing."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "disks" {
    require { condition = epoch(server(1).disk.last_logged) == 1 && server(1).disk.last_logged < "0x200000000" } # ERROR: Zxids are no numbers: last_logged is a zxid
    require { condition = server(1).disk.snapshot > server(2).disk.snapshot }                                  # ERROR: Zxids are no numbers: snapshot is a zxid
    require { condition = server(1).disk.files[0].disk == "logs" }                                             # ERROR: Comparison that is never true: disk is never "logs". Did you mean "log"?
    require { condition = server(1).disk.current_epoch == "one" }                                              # ERROR: Comparison that is never true: a number and the right side a string
    require { condition = server(1).disk.logs.free == 0 }                                                      # ERROR: Unsupported attribute: logs
    require { condition = server(1).disk.data.free_inodes == server(1).disk.log.free_inode }                   # ERROR: Unsupported attribute: free_inode
  }
}
