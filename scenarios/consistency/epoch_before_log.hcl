# A follower that is synced by a DIFF writes currentEpoch before its log has the DIFF.
# When it cannot write the log it has fewer writes than others and the greater epoch, and
# so is elected.

variable "full" {
  description = "Whether the log disk of server 1 has no room."
  default     = true
}

locals {
  early = release_in("< 3.8.5 || >= 3.9.0, < 3.9.2")
}

scenario "epoch_before_log" {
  summary    = "A follower takes a new epoch without the writes that came with it, is elected, and the writes are gone everywhere."
  references = ["ZOOKEEPER-4643"]
  tags       = ["DIFF", "disk"]
  # Logs of the others do not bear a transaction larger than preAllocSize (ZOOKEEPER-2249).
  releases = ">= 3.4.14, < 3.5.0 || >= 3.5.4"

  expect "durability" { violated_on = "< 3.8.5 || >= 3.9.0, < 3.9.2" }

  ensemble {
    servers = 3
    config  = { preAllocSize = 64 }

    server "1" { log_size = "30MB" }
  }

  session "app" { server = 3 }

  session "later" { server = 2 }

  step "eight writes are acknowledged by servers 2 and 3" {
    session = "app"
    lead { server = 3 }
    create "/bulk" { as = "first" }
    await { persisted = [1, 2, 3] }
    stop { server = 1 }
    fill "/bulk" {
      children = 8
      size     = 800000
    }
    stop { server = 2 }
    kill { server = 3 }
  }

  step "server 1 takes the next epoch, and not all of the writes" {
    call "servers 1 and 3 start, and the log of server 1 has no room" { full = var.full }
    call "server 1 has logged some of eight writes, and both are killed" {
      after = result.first.zxid
      full  = var.full
    }
  }

  step "server 1 and the one that has all writes go on" {
    session = "later"
    start { servers = [1, 2] }
    await { synced = [1, 2] }
    children "/bulk" { as = "kept" }
    fact "which of servers 1 and 2 leads" {
      reported = local.early ? 1 : 2
      observed = leader
    }
    fact "acknowledged writes that are lost" {
      reported = local.early ? 5 : 0
      observed = 8 - length(result.kept.children)
    }
  }

  control "there is room" {
    because   = "Server 1 logs the writes that come with the epoch."
    variables = { full = false }
  }
}
