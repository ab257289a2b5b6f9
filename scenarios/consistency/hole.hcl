# What the scenarios of ZOOKEEPER-2846 share: how the next leader of five servers
# gets a hole in its transaction log.

procedure "everybody knows the value 2" {
  create "/binchanges" { data = "1" }
  set "/binchanges" { data = "2" }
  create "/bulk" {}
  # A snapshot of about 1 MB, so that later the log outweighs a third of it.
  fill "/bulk" {
    children = 100
    size     = "10kB"
  }
  # What a server has not flushed yet goes when it is killed.
  await {
    synced    = [1, 2, 3, 4, 5]
    persisted = [1, 2, 3, 4, 5]
  }
}

procedure "write the value 3, and more than a leader remembers" {
  set "/binchanges" { data = "3" }
  fill "/" {
    children = 100
    prefix   = "only-some-have-this-"
    size     = "10kB"
  }
  # More than the 500 transactions that a leader keeps in memory.
  fill "/bulk" {
    until = zxid("0x300001c4b")
    sizes = ["10kB", "0", "0", "0"]
  }
}

procedure "servers come back" {
  argument "servers" {
    description = "Those that were away, besides server 2; none in the control."
  }
  start { servers = arg.servers }
  await { synced = [1, 3, 4, 5] }
  require { condition = length(arg.servers) == 0 || server(4).sync == "SNAP" }
}

procedure "servers come back by a SNAP, and one more write" {
  argument "servers" {
    description = "Those that were away, besides server 2; none in the control."
  }
  call "servers come back" { servers = arg.servers }
  set "/bulk" { as = "last" }
  require { condition = result.last.zxid == zxid("0x300001c4c") }
  await { synced = [1, 3, 4, 5] }
}

procedure "server 4 is elected" {
  argument "zxid" {
    description = "The last one that it knows."
    default     = "0x300001c4c"
  }
  kill { server = leader }
  await { leader = 4 }
  require { condition = server(4).elected_with == zxid(arg.zxid) }
  start { server = 5 }
  await { serving = [1, 3, 4, 5] }
}
