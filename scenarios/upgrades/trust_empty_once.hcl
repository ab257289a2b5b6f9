# A server of 3.4 may have a log and no snapshot. snapshot.trust.empty lets a newer release
# start on that, once. Up to 3.6.3 a follower that is synced by a DIFF takes no snapshot
# then, so that it still has none when the property is taken away again.

variable "sync" {
  description = "How followers are synced when they are upgraded: DIFF or SNAP."
  default     = "DIFF"
}

locals {
  refused = release_in("< 3.6.4")
}

scenario "trust_empty_once" {
  summary    = "Servers of 3.4.14 without snapshots are upgraded with snapshot.trust.empty; followers do not start without it afterwards."
  releases   = ">= 3.6.0"
  references = ["ZOOKEEPER-3781"]
  tags       = ["upgrade"]

  expect "rejoin" { violated_on = "< 3.6.4" }

  ensemble {
    servers = 3

    server "1" { release = "3.4.14" }
    server "2" { release = "3.4.14" }
    server "3" { release = "3.4.14" }
  }

  session "before" { server = 3 }

  session "after" { server = 1 }

  step "servers of 3.4.14 have some znodes, and no snapshots" {
    session = "before"
    lead { server = 3 }
    create "/n" {}
    fill "/n" { children = 5 }
    close "before" {}
    stop { servers = [1, 2, 3] }
    wipe {
      servers = [1, 2, 3]
      disk    = "data" # the logs are on the other one
    }
  }

  step "all are upgraded at once, and trust their logs" {
    start {
      servers    = [1, 2, 3]
      release    = release
      properties = { "zookeeper.snapshot.trust.empty" = true, "zookeeper.forceSnapshotSync" = var.sync == "SNAP" }
    }
    await { serving = [1, 2, 3] }
    children "/n" {
      session = "after"
      as      = "kept"
    }
    require { condition = length(result.kept.children) == 5 && [for s in followers : server(s).sync] == [var.sync, var.sync] }
    fact "servers without a snapshot" {
      reported = local.refused ? followers : []
      observed = [for s in [1, 2, 3] : s if server(s).disk.snapshot == null]
    }
  }

  step "each is started without the property" {
    repeat {
      for_each = concat(followers, [leader])
      restart {
        server     = each.value
        properties = { "zookeeper.snapshot.trust.empty" = false }
      }
      # Another reason not to start would prove nothing.
      await { condition = server(each.value).role != "" || log_line(each.value, "No snapshot found, but there are log entries") != null }
      await {
        serving   = [1, 2, 3]
        within    = "20s"
        guarantee = "rejoin"
      }
    }
  }

  control "followers are sent a snapshot" {
    because   = "They save it, so that they have one afterwards."
    variables = { sync = "SNAP" }
  }
}
