# A follower acknowledges NEWLEADER before its log has the DIFF. With that the leader
# serves, and shows writes that are on no disk but its own.

variable "full" {
  description = "Whether the log disk of server 1 has no room."
  default     = true
}

locals {
  early = release_in("< 3.8.5 || >= 3.9.0, < 3.9.2")
}

scenario "read_before_logged" {
  summary    = "A client reads a write that a new leader has committed, and with the leader it is gone: its one follower had it in memory only."
  references = ["ZOOKEEPER-4646"]
  tags       = ["DIFF", "disk"]
  # Local sessions: one needs no write. Logs of 3.5.3 do not bear a transaction larger than
  # preAllocSize (ZOOKEEPER-2249).
  releases = ">= 3.5.4"

  expect "durability" { violated_on = "< 3.8.5 || >= 3.9.0, < 3.9.2" }

  ensemble {
    servers = 3
    config  = { preAllocSize = 64, tickTime = 2000, syncLimit = 5 }

    server "1" { log_size = "30MB" }
  }

  session "writer" { server = 3 }

  session "reader" { server = 3 }

  session "later" { server = 2 }

  step "eight writes are in the log of server 3 only" {
    session = "writer"
    lead { server = 3 }
    create "/bulk" { as = "first" }
    await { persisted = [1, 2, 3] }
    pause { servers = [1, 2] }
    repeat {
      times = 8
      create "/bulk" {
        child = "n${each.index}"
        size  = 800000
        wait  = false
      }
    }
    await { condition = counter(server(3).disk.zxid) >= counter(result.first.zxid) + 8 }
    kill { servers = [1, 2, 3] }
  }

  step "server 3 leads again, with a follower that has no room for them" {
    session = "reader"
    call "servers 1 and 3 start, and the log of server 1 has no room" {
      config = { localSessionsEnabled = true }
      full   = var.full
    }
    connect "reader" {
      within   = "6s"
      may_fail = true
    }
    exists "/bulk/n7" {
      within   = "3s"
      may_fail = true
      as       = "read"
    }
    # Where it is not shown, server 3 must not serve at all.
    require { condition = (result.read.outcome == "ok") == (local.early || !var.full) }
    fact "the last of them at server 3" {
      reported = local.early ? "there" : "not shown"
      observed = result.read.outcome == "ok" && result.read.exists ? "there" : "not shown"
    }
    call "server 1 has logged some of eight writes, and both are killed" {
      after = result.first.zxid
      full  = var.full
    }
  }

  step "server 1 and another one go on" {
    session = "later"
    start { servers = [1, 2] }
    await { synced = [1, 2] }
    children "/bulk" { as = "kept" }
    fact "writes that are lost" {
      reported  = local.early ? "5 of 8" : "some"
      observed  = "${8 - length(result.kept.children)} of 8"
      condition = length(result.kept.children) < 8
    }
  }

  control "there is room" {
    because   = "Server 1 logs the writes soon after it has acknowledged NEWLEADER."
    variables = { full = false }
  }
}
