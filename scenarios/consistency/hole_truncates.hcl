# Another face of the bug of binchanges.hcl. The log of the leader has a hole where it
# was brought up by a SNAP. A learner whose last zxid lies in the hole is told to
# truncate its log to what comes before, and then gets what comes behind.

scenario "hole_truncates" {
  summary    = "A deposed leader comes back by a SNAP, leads again, and makes a follower take back a write that both had."
  references = ["ZOOKEEPER-2846"]
  tags       = ["SNAP", "TRUNC"]
  releases   = ">= 3.5.0" # before, leaders send a TRUNC; truncated_log has what follows

  expect "durability" { violated_on = ">= 3.5.0" }
  expect "replica_agreement" { violated_on = ">= 3.5.0" }

  ensemble {
    servers = 3
    config  = { syncLimit = 4 }
  }

  session "old" { server = 3 }

  session "new" { server = 2 }

  session "reader" { server = 1 }

  step "server 3 leads" {
    session = "old"
    lead { server = 3 }
    create "/base" {}
    await { synced = [1, 2, 3] }
  }

  step "it is cut off, with writes in its log that nobody else has" {
    partition { groups = [[1, 2], [3]] }
    repeat {
      times = 5
      create "/" {
        session = "old"
        child   = "phantom${each.index}"
        size    = 200
        wait    = false
      }
    }
    await { leader = 2 }
    create "/after" { session = "new" }
    require {
      condition = server(3).role != "leader"
      within    = "30s"
    }
  }

  step "it comes back by a SNAP: those writes go, and /after is not in its log" {
    heal {}
    await { synced = [1, 2, 3] }
    require { condition = server(3).sync == "SNAP" }
  }

  step "server 1 misses some writes" {
    stop { server = 1 }
    create "/kept" { session = "new" }
    fill "/kept" {
      session  = "new"
      children = 10
    }
    await { synced = [2, 3] }
  }

  step "server 3 leads server 1" {
    kill { servers = [2, 3] }
    start { servers = [1, 3] }
    await {
      leader  = 3
      serving = [1, 3]
    }
    sync "/" { session = "reader" }
    exists "/after" {
      session = "reader"
      as      = "after"
    }
    assert {
      condition = result.after.code != "NoNode"
      guarantee = "durability"
    }
  }
}
