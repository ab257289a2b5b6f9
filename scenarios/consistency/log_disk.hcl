# What the stories of a follower share that has no room for what it is synced with. Server 1
# has a log disk of 30 MB, and lacks eight writes of 800 kB that server 3 has.

procedure "servers 1 and 3 start, and the log of server 1 has no room" {
  argument "config" {
    description = "Settings of both."
    default     = {}
  }
  argument "full" {
    description = "Whether there is no room; false in the control."
  }
  fill_disk {
    server = 1
    disk   = "log"
    leave  = "3MB"
    when   = arg.full
  }
  start {
    servers = [1, 3]
    config  = arg.config
  }
}

procedure "server 1 has logged some of eight writes, and both are killed" {
  argument "after" {
    description = "The zxid before these writes."
  }
  argument "full" {
    description = "Whether there is no room; false in the control, in which it has all of them."
  }
  await {
    server = 1
    log    = "No space left on device"
    when   = arg.full
  }
  await {
    persisted = [1, 3]
    when      = !arg.full
  }
  require { condition = log_line(1, "(?i)getting a diff") != null && (counter(server(1).disk.zxid) < counter(arg.after) + 8) == arg.full }
  kill { servers = [1, 3] }
  free_disk {
    server = 1
    disk   = "log"
    when   = arg.full
  }
}
