# A snapshot holds a table of ACLs, and then znodes that refer to it by numbers. While
# the leader sends one the table grows, and a znode that comes late in the snapshot
# may have a number that the table at its beginning had not.

scenario "acls_beside_snapshot" {
  summary    = "ACLs are made while a snapshot is on its way; the follower has znodes whose ACLs it does not know, and cannot serve them."
  references = ["ZOOKEEPER-4689"]
  tags       = ["SNAP", "ACL"]

  expect "replica_agreement" { violated_on = "< 3.8.5 || >= 3.9.0, < 3.9.4" }
  # Before, none of the new znodes can be read at all, so no wrong ACL is shown.
  expect "acl_integrity" { violated_on = ">= 3.6.0, < 3.8.5 || >= 3.9.0, < 3.9.4" }

  ensemble {
    servers    = 3
    properties = { "zookeeper.forceSnapshotSync" = true }
  }

  session "app" { server = 3 }

  step "server 3 leads, and there is a lot to send" {
    lead { server = 3 }
    create "/bulk" {}
    fill "/bulk" {
      children = 100
      size     = "200kB"
    }
    create "/acls" {}
    repeat {
      times = 50
      create "/acls" { child = "d${each.index}" }
    }
  }

  step "some ACLs are no longer used" {
    repeat {
      times = 5
      create "/acls" {
        child = "gone${each.index}"
        acl   = ["world:anyone:cdrwa", "ip:10.9.1.${each.index + 200}:r"]
      }
    }
    repeat {
      times = 5
      delete "/acls" { child = "gone${each.index}" }
    }
  }

  step "the snapshot for server 1 stalls in the middle" {
    kill { server = 1 }
    wipe { server = 1 } # old releases do not heed forceSnapshotSync
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "3MB"
    }
    start { server = 1 }
    await { stalled = 1 }
  }

  step "meanwhile there are new ACLs" {
    repeat {
      times = 50
      create "/acls" {
        child = "d${each.index}/k"
        data  = "v${each.index}"
        acl   = ["world:anyone:cdrwa", "ip:10.9.1.${each.index}:r"]
      }
    }
    repeat {
      times = 50
      create "/acls" {
        child = "z${each.index}"
        data  = "v${each.index}"
        acl   = ["world:anyone:cdrwa", "ip:10.9.1.${each.index}:r"]
      }
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
}
