# A follower is sent a snapshot, and NEWLEADER is lost. It has the snapshot in memory only,
# tells the leader so the next time, gets a DIFF, and never saves what came before that.

variable "lost" {
  description = "Whether NEWLEADER is lost."
  default     = true
}

locals {
  forgets = release_in(">= 3.5.3, < 3.5.10 || >= 3.6.0, < 3.6.3")
}

scenario "unsaved_snapshot" {
  summary    = "A snapshot arrives, NEWLEADER does not; a follower never saves it, and lacks it after its next start."
  references = ["ZOOKEEPER-3642"]
  tags       = ["SNAP", "DIFF"]
  releases   = ">= 3.5.4" # snapshotSizeFactor

  expect "replica_agreement" { violated_on = ">= 3.5.3, < 3.5.10 || >= 3.6.0, < 3.6.3" }

  ensemble {
    servers    = 3
    config     = { initLimit = 6, syncLimit = 6 }
    properties = { "zookeeper.snapshotSizeFactor" = "-1" }
  }

  session "app" { server = 3 }

  step "server 1 misses some writes" {
    lead {
      server = 3
      epoch  = 2
    }
    create "/base" {}
    await { persisted = [1, 2, 3] }
    stop { server = 1 }
    create "/new" {}
    fill "/base" { until = "0x2000002bc" } # 700: more than the leader keeps in memory, in a small tree
  }

  step "it is sent a snapshot, and not NEWLEADER" {
    # How many bytes the snapshot takes is found out: a hundred more, until it is all there.
    repeat {
      when   = var.lost
      until  = log_line(1, "Getting a snapshot") != null && log_line(1, "at .*deserializeSnapshot") == null
      within = "3m"
      kill {
        server = 1
        when   = !server(1).exited
      }
      heal {}
      cut {
        from  = 3
        to    = 1
        port  = "quorum"
        after = 1100 + 100 * each.index
      }
      start { server = 1 }
      await { stalled = 1 }
      await {
        server = 1
        log    = "Exception when following the leader"
      }
    }
    require {
      condition = log_line(1, "at .*Learner.readPacket") != null && epoch(coalesce(server(1).disk.snapshot, "0x0")) < 2
      when      = var.lost
    }
    heal { when = var.lost }
    start {
      server = 1
      when   = !var.lost
    }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    fact "how it is synced now" {
      reported = local.forgets ? "DIFF" : "SNAP"
      observed = server(1).sync
    }
  }

  step "it starts once more" {
    create "/last" {}
    await { persisted = [1, 2, 3] }
    restart { server = 1 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    fact "znodes that server 1 lacks or has an old state of" {
      reported = local.forgets ? ["/base", "/new"] : []
      observed = [for path in differences(server(1).tree, server(3).tree) : path if path != "/"]
    }
  }

  control "NEWLEADER arrives" {
    because   = "The follower saves the snapshot before it acknowledges NEWLEADER."
    variables = { lost = false }
  }
}
