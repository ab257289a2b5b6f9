# After a SNAP a follower writes the snapshot of the new epoch, and then currentEpoch. When
# it can write the one and not the other, it finds an epoch older than its last zxid, and
# never starts again. In 3.4, since 3.4.6, the file updatingEpoch tells it what has happened.

variable "full" {
  description = "Whether there is no room for the new epoch."
  default     = true
}

locals {
  helped = release_in(">= 3.4.6, < 3.5.0")
}

scenario "epoch_behind_snapshot" {
  summary    = "The disk of a follower is full between the snapshot of a new epoch and currentEpoch; with room again it does not start."
  references = ["ZOOKEEPER-2354", "ZOOKEEPER-1653"]
  releases   = ">= 3.4.5" # 3.4.0 bears the full disk
  tags       = ["SNAP", "disk"]

  expect "rejoin" { violated_on = "< 3.4.6 || >= 3.5.0" }

  ensemble {
    servers    = 3
    properties = { "zookeeper.forceSnapshotSync" = true } # old releases do not heed it, but 600 writes

    server "1" {
      starts      = "later"
      data_inodes = 12
    }
  }

  session "app" { server = 3 }

  step "server 1 has the first epoch" {
    lead { server = 3 }
    start { server = 1 }
    await { synced = [1, 2, 3] }
    create "/bulk" { as = "first" }
    await { persisted = [1, 2, 3] }
    stop { server = 1 }
  }

  step "the others begin the next one" {
    restart { servers = [2, 3] }
    await { serving = [2, 3] }
    fill "/bulk" { children = 600 }
  }

  step "server 1 can write a snapshot, and not its epoch" {
    fill_disk {
      server = 1
      disk   = "data"
      inodes = local.helped ? 2 : 1 # for the snapshot, and for updatingEpoch where there is one
      when   = var.full
    }
    start { server = 1 }
    await {
      server = 1
      log    = "No space left on device"
      when   = var.full
    }
    await {
      synced = 1
      when   = !var.full
    }
    kill {
      server      = 1
      may_be_down = true
    }
    require { condition = log_line(1, "(?i)getting a snapshot") != null && epoch(coalesce(server(1).disk.snapshot, "0x0")) > epoch(result.first.zxid) }
  }

  step "with room again, it starts" {
    free_disk {
      server = 1
      disk   = "data"
      when   = var.full
    }
    start { server = 1 }
    # It serves, or says why not.
    await { condition = server(1).role != "" || log_line(1, "current epoch, 1, is older than the last zxid") != null }
    fact "whether it finds updatingEpoch" {
      reported = local.helped
      observed = log_line(1, "updatingEpoch") != null
    }
    assert {
      condition = server(1).role != ""
      guarantee = "rejoin"
    }
  }

  control "the disk has room" {
    because   = "The new epoch is there when the snapshot is."
    variables = { full = false }
  }
}
