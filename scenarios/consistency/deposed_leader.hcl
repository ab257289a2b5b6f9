# What the stories of a leader that is deposed share.

# The session old is at server 3, which leads, and the session new at server 2.
procedure "depose server 3, with writes in its log that nobody else has" {
  partition { groups = [[1, 2], [3]] }
  repeat {
    times = 5
    create "/" {
      session = "old"
      child   = "phantom${each.index}"
      size    = 200
      wait    = false
    }
  }
  require {
    condition = epoch(server(3).disk.zxid) == epoch(server(1).disk.zxid) && counter(server(3).disk.zxid) >= counter(server(1).disk.zxid) + 5
    within    = "10s"
  }
  await { leader = 2 }
  create "/after" { session = "new" }
  require {
    condition = server(3).role != "leader"
    within    = "30s"
  }
}
