# Up to 3.4.9 and 3.5.2 a leader that is deposed forgets its tree and reads its disk again,
# unconfirmed writes included. 3.4.10, 3.4.11 and 3.5.3 keep the tree (ZOOKEEPER-2678),
# which lacks them. The server tells the tree's last zxid, and the next leader sees nothing
# to truncate: the writes stay in the log. Since 3.4.12 and 3.5.4 a tree that is kept is
# brought to the end of the log first.

locals {
  phantoms = [for i in range(5) : "/phantom${i}"]
}

variable "restarts" {
  description = "Whether server 3 is restarted while it is still cut off."
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
    restart { servers = var.restarts ? [3] : [] }
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
      reported = local.phantoms
      observed = [for path in differences(server(3).tree, server(2).tree) : path if path != "/"]
    }
    # A difference of another kind would be another bug's.
    require { condition = length(setsubtract(differences(server(3).tree, server(2).tree), concat(["/"], local.phantoms))) == 0 }
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
