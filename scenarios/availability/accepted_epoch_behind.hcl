# A follower notes a new epoch in memory before it writes it down. When the file
# acceptedEpoch cannot be written, the next try believes that it was, and goes on to write
# currentEpoch. What is on disk then is a contradiction, and no start accepts it. Before
# 3.4.10 and 3.5.3 a snapshot comes between the two, and ends the process.

variable "full" {
  description = "Whether the data disk of server 1 has no room."
  default     = true
}

locals {
  exits = release_in("< 3.4.10 || >= 3.5.1, < 3.5.3")
}

scenario "accepted_epoch_behind" {
  summary    = "The data disk of a follower is full while it learns of a new epoch; with room again it follows, and never starts again."
  references = ["ZOOKEEPER-2307"]
  tags       = ["disk"]

  expect "rejoin" { violated_on = ">= 3.4.10, < 3.5.0 || >= 3.5.3, < 3.5.8 || >= 3.6.0, < 3.6.3" }

  ensemble {
    servers = 3

    server "1" { data_size = "1MB" }
  }

  session "app" { server = 3 }

  step "server 1 misses the beginning of an epoch" {
    lead { server = 3 }
    create "/a" { as = "a" }
    await { persisted = [1, 2, 3] }
    stop { servers = [1, 2, 3] }
    start { servers = [2, 3] }
    await { serving = [2, 3] }
    require { condition = server(leader).epoch > epoch(result.a.zxid) }
  }

  step "it cannot write down the new epoch: its data disk is full" {
    fill_disk {
      server = 1
      disk   = "data"
      when   = var.full
    }
    start { server = 1 }
    await { # a line of the stack trace
      server = 1
      log    = "at .*QuorumPeer.setAcceptedEpoch"
      when   = var.full
    }
    await {
      exited = 1
      when   = var.full && local.exits
    }
  }

  step "there is room again, and it follows" {
    free_disk {
      server = 1
      disk   = "data"
      when   = var.full
    }
    start {
      server = 1
      when   = var.full && local.exits
    }
    await { synced = [1, 2, 3] }
  }

  step "it is killed, and starts" {
    kill { server = 1 }
    start { server = 1 }
    await { condition = server(1).exited || server(1).role == "follower" }
    fact "what it says of its epochs" {
      reported  = "The accepted epoch, 1 is less than the current epoch, 2"
      observed  = coalesce(log_line(1, "The accepted epoch, .* is less than the current epoch"), "nothing")
      condition = log_line(1, "The accepted epoch, [0-9]+ is less than the current epoch, [0-9]+") != null
    }
    await {
      synced    = [1, 2, 3]
      within    = "15s"
      guarantee = "rejoin"
    }
  }

  control "the disk has room" {
    because   = "Both files have the new epoch."
    variables = { full = false }
  }
}
