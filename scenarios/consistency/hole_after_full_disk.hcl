# A follower whose log disk is full gives up, but its memory already has writes that its
# log has not. It joins again with what it has in memory, and goes on to log behind the hole.
# (No torn record: the disk is full just where the next 64 kB are to be allocated.)

variable "full" {
  description = "Whether the disk gets full at all."
  default     = true
}

scenario "hole_after_full_disk" {
  summary    = "A follower's log disk is full for a moment; after its next start writes are missing, or it cannot start."
  references = ["ZOOKEEPER-4882"]
  releases   = ">= 3.6.4" # before, a server that cannot write its log ends
  tags       = ["disk"]

  expect "replica_agreement" { violated_on = ">= 3.6.4" }
  expect "rejoin" { violated_on = ">= 3.9.4" }

  ensemble {
    servers    = 3
    config     = { preAllocSize = 64 }
    properties = { "zookeeper.maxBatchSize" = 1 }

    server "1" { log_size = "300MB" }
    server "2" { log_size = "300MB" } # in memory, and so fast
    server "3" { log_size = "300MB" }
  }

  session "app" { server = 3 }

  step "server 3 leads" {
    lead { server = 3 }
    create "/bulk" {}
    await { persisted = [1, 2, 3] }
  }

  step "server 1 catches up in a burst, and its disk is full" {
    # Whether its memory is ahead of its log then is a matter of luck.
    repeat {
      until  = !var.full || length(server(1).disk.missing) > 0
      times  = 10
      within = "5m"
      sequence { # from the beginning
        when = each.index > 0
        stop { server = 1 }
        wipe { server = 1 }
        start { server = 1 }
      }
      await { synced = [1, 2, 3] }
      set "/bulk" { as = "before" }
      await { persisted = [1, 2, 3] } # its log has its first 64 kB
      fill_disk {
        server = 1
        disk   = "log"
        leave  = "2044KiB" # 511 pages, one less than 32 * 16
        when   = var.full
      }
      parallel {
        fill "/bulk" {
          children  = 7000
          prefix    = "r${each.index}-"
          size      = 1000
          in_flight = 300
        }
        sequence {
          await { condition = counter(server(3).zxid) >= counter(result.before.zxid) + 100 }
          pause { server = 1 }
          await { condition = counter(server(3).zxid) >= counter(result.before.zxid) + 5000 }
          resume { server = 1 }
          await {
            server = 1
            log    = "No space left on device"
            when   = var.full
          }
          free_disk {
            server = 1
            disk   = "log"
            when   = var.full
          }
        }
      }
      start {
        server = 1
        when   = server(1).exited
      }
      await { synced = [1, 2, 3] }
    }
    create "/last" {}
    await { synced = [1, 2, 3] }
    require { condition = differences(server(1).tree, server(3).tree) == [] }
  }

  step "it starts once more" {
    kill { server = 1 }
    start { server = 1 }
    await {
      synced    = [1, 2, 3]
      within    = "20s"
      guarantee = "rejoin"
    }
    fact "znodes missing on server 1" {
      reported  = "some"
      observed  = length(differences(server(3).tree, server(1).tree))
      condition = length(differences(server(3).tree, server(1).tree)) > 0
    }
  }

  control "the disk is never full" {
    because   = "Without the fault there is no hole."
    variables = { full = false }
  }
}
