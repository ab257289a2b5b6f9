# The log of a deposed leader is truncated while the file is open. Up to 3.4.3 the
# server then goes on writing at its old place in a file that no longer counts: what
# it acknowledges is not in any file that it will read when it starts again.

scenario "truncated_log" {
  summary    = "A deposed leader truncates its log and acknowledges further writes; after its next start they are gone."
  references = ["ZOOKEEPER-1489"]
  tags       = ["TRUNC"]
  # 3.4.10 and 3.4.11 have a DIFF here: phantom_writes. Since 3.5.0 leaders send a SNAP:
  # hole_truncates has what follows.
  releases = "< 3.4.10 || >= 3.4.12, < 3.5.0"

  expect "durability" { violated_on = "< 3.4.4" }

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
    create "/base" { as = "base" }
    await { synced = [1, 2, 3] }
  }

  step "it is cut off" {
    call "depose server 3, with writes in its log that nobody else has" {}
  }

  step "it comes back, and those writes go" {
    heal {}
    await { synced = [1, 2, 3] }
    require { condition = server(3).sync == "TRUNC" }
  }

  step "it acknowledges writes, together with the leader" {
    stop { server = 1 }
    create "/kept" { session = "new" }
    fill "/kept" {
      session  = "new"
      children = 10
    }
    await { synced = [2, 3] }
    # Another way to lose them would prove nothing.
    require {
      condition = !release_in("< 3.4.4") || [for range in server(3).disk.logged : range if epoch(split(" ", range)[0]) > epoch(result.base.zxid)] == []
    }
    fact "transactions of the new leader's epoch that it finds in its logs" {
      reported = []
      observed = [for range in server(3).disk.logged : range if epoch(split(" ", range)[0]) > epoch(result.base.zxid)]
    }
  }

  step "it starts again, with the server that was away" {
    kill { servers = [2, 3] }
    start { servers = [1, 3] }
    await { serving = [1, 3] }
    sync "/" { session = "reader" }
    exists "/kept" {
      session = "reader"
      as      = "kept"
    }
    children "/kept" {
      session  = "reader"
      may_fail = true
      as       = "left"
    }
    fact "acknowledged writes that are missing" {
      reported  = "10 of 10"
      observed  = result.left.outcome == "ok" ? "${10 - length(result.left.children)} of 11" : "11 of 11"
      condition = result.left.code == "NoNode"
    }
    assert {
      condition = result.kept.code != "NoNode"
      guarantee = "durability"
    }
  }
}
