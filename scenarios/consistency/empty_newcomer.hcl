# A leader that was just started has no committed log: from 0x0 to 0x0, it thinks. In
# 3.4.0 a server with nothing at all, at 0x0, lies in that range, and gets a DIFF of
# nothing instead of a SNAP.

variable "writes" {
  description = "Number of znodes that are created before the third server starts."
  default     = 0
}

locals {
  empty = release_in("= 3.4.0") && var.writes == 0
}

scenario "empty_newcomer" {
  summary    = "A server with empty disks joins an ensemble that was restarted and has written nothing since; it gets an empty DIFF and serves an empty tree."
  references = ["ZOOKEEPER-1319"]
  tags       = ["DIFF"]

  expect "replica_agreement" { violated_on = "= 3.4.0" }

  ensemble {
    servers = 3

    server "3" { starts = "later" }
  }

  session "writer" { server = 1 }

  session "later" { server = 1 }

  session "newcomer" { server = 3 }

  step "two servers of three hold a znode, and are restarted" {
    session = "writer"
    create "/r" { as = "made" }
    await { persisted = [1, 2] }
    close "writer" {}
    restart { servers = [1, 2] }
    await { serving = [1, 2] }
    require { condition = server(leader).epoch > epoch(result.made.zxid) && counter(server(leader).zxid) == 0 }
    repeat {
      times = var.writes
      create "/" {
        session = "later"
        child   = "later${each.index}"
      }
    }
  }

  step "the third server starts for the first time" {
    start { server = 3 }
    await {
      serving   = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(3).sync == (local.empty ? "DIFF" : "SNAP") }
    exists "/r" {
      session = "newcomer"
      as      = "seen"
    }
    fact "/r at server 3" {
      reported = local.empty ? "NoNode" : ""
      observed = result.seen.code
    }
  }

  control "a write after the restart" {
    because   = "The leader's committed log does not begin at 0x0 any more, so that server 3 is sent a SNAP."
    variables = { writes = 1 }
  }
}
