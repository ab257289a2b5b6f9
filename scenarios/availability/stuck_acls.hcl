# A snapshot begins with the table of all ACLs. Up to 3.5 a leader locks the table while it
# writes it to the follower's connection. When that is stuck, so is every create: it looks
# its ACL up in the table.

variable "acl" {
  description = "How many of the 100 kB of each znode are in its ACL; the rest is data."
  default     = 100
}

scenario "stuck_acls" {
  summary    = "The snapshot for one follower is stuck among the ACLs, and with it every write of the ensemble."
  references = ["ZOOKEEPER-3531"]
  tags       = ["SNAP", "ACL"]

  expect "availability" { violated_on = "< 3.6.0" }

  ensemble {
    servers    = 3
    properties = { "zookeeper.forceSnapshotSync" = true }

    server "1" { config = { initLimit = 60 } } # so long, 30 s, does it wait for more of the snapshot
  }

  session "app" { server = 3 }

  session "after" { server = 2 }

  step "server 3 leads, and there are 15 MB of ACLs" {
    session = "app"
    lead { server = 3 }
    create "/bulk" {}
    repeat {
      times = 150
      create "/bulk" {
        child = "a${each.index}"
        acl   = ["world:anyone:cdrwa", "digest:${strrepeat("-", 1000 * var.acl)}${each.index}:x:r"]
        size  = 1000 * (100 - var.acl)
      }
    }
  }

  step "the snapshot for server 1 is stuck" {
    kill { server = 1 }
    wipe { server = 1 }
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "1MB"
    }
    start { server = 1 }
    await { stalled = 1 }
  }

  step "the two others serve" {
    call "a new session opens and writes" {}
    # An election meanwhile would be another reason not to answer, and a snapshot that is no
    # longer stuck one to answer.
    require { condition = leader == 3 && server(1).role == "" && server(1).sync == "SNAP" }
    fact "create at server 2" {
      reported = release_in("< 3.6.0") ? "no answer" : "ok"
      observed = result.after.outcome == "unknown" ? "no answer" : result.after.outcome
    }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "the snapshot comes through" {
    heal {}
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(1).sync == "SNAP" }
  }

  control "data instead of ACLs" {
    because   = "A snapshot of the same size is stuck in the data of a znode, behind the table of ACLs."
    variables = { acl = 0 }
  }
}
