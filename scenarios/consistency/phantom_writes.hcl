# A server that is no longer leader forgot its tree and read its disk again, and with it
# what nobody had confirmed. 3.4.10, 3.4.11 and 3.5.3 keep the tree (ZOOKEEPER-2678). The
# last zxid that the server tells the next leader is then the tree's, which lacks those
# writes, and the leader sees nothing to truncate. They stay in the log.

variable "restarts" {
  description = "Whether server 3 starts again before it comes back too."
  default     = false
}

scenario "phantom_writes" {
  summary    = "A deposed leader comes back with writes in its log that nobody else has; after its next start it serves them."
  references = ["ZOOKEEPER-2845"]
  tags       = ["DIFF"]

  expect "replica_agreement" { violated_on = ">= 3.4.10, < 3.4.12 || = 3.5.3" }

  ensemble {
    servers = 3
    config  = { syncLimit = 4 }
  }

  session "old" { server = 3 }

  session "new" { server = 2 }

  step "server 3 leads" {
    session = "old"
    lead { server = 3 }
    create "/base" {}
    await { synced = [1, 2, 3] }
  }

  step "it is cut off" {
    call "depose server 3, with writes in its log that nobody else has" {}
  }

  step "it comes back" {
    repeat {
      for_each = var.restarts ? [3] : []
      restart { server = each.value }
    }
    heal {}
    await { synced = [1, 2, 3] }
    fact "how it is synced" {
      reported = "DIFF"
      observed = server(3).sync
    }
  }

  step "it starts again" {
    restart { server = 3 }
    await { synced = [1, 2, 3] }
    fact "znodes that server 3 alone has" {
      reported = [for i in range(5) : "/phantom${i}"]
      observed = [for path in differences(server(3).tree, server(2).tree) : path if path != "/"]
    }
    assert {
      condition = differences(server(3).tree, server(2).tree) == []
      guarantee = "replica_agreement"
    }
  }

  control "no tree is kept" {
    because   = "A server that starts reads its disk, and tells the last zxid of its log."
    variables = { restarts = true }
  }
}
