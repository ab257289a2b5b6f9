# The bug of binchanges.hcl with the hole in another place. The next leader has one
# transaction more than server 2 before it falls behind too, so what it sends to
# server 2 begins well and has a gap inside. Since ZOOKEEPER-4925 (3.9.4) a learner
# refuses such a gap: no stale read any more, but the server never serves again.

scenario "binchanges_inner_hole" {
  summary    = "A new leader syncs a server by a DIFF with a gap inside: the server goes stale, or since 3.9.4 never serves again."
  references = ["ZOOKEEPER-1934", "ZOOKEEPER-2846", "ZOOKEEPER-4925"]

  expect "single_system_image" { violated_on = ">= 3.5.0, < 3.9.4" }
  expect "replica_agreement" { violated_on = ">= 3.5.0, < 3.9.4" }
  expect "rejoin" { violated_on = ">= 3.9.4" }

  ensemble {
    servers = 5
    config  = { tickTime = 500, snapCount = 200, preAllocSize = 64 }
  }

  session "app" {
    server  = 1
    timeout = "20s"
  }

  step "server 5 leads epoch 3" {
    lead {
      server = 5
      epoch  = 3
    }
  }

  step "everybody knows the value 2" {
    create "/binchanges" { data = "1" }
    set "/binchanges" { data = "2" }
    create "/bulk" {}
    fill "/bulk" {
      children = 100
      size     = "10kB"
    }
    await { synced = [1, 2, 3, 4, 5] }
  }

  step "server 2 misses the value 3, the next leader a little less" {
    kill { server = 2 }
    set "/bulk" {}
    await { synced = [1, 3, 4, 5] }
    kill { server = 4 }
    set "/binchanges" { data = "3" }
    fill "/" {
      children = 100
      prefix   = "only-some-have-this-"
      size     = "10kB"
    }
    fill "/bulk" {
      until = zxid("0x300001c4b")
      sizes = ["10kB", "0", "0", "0"]
    }
  }

  step "server 4 comes back by a SNAP, which leaves a hole in its log" {
    start { server = 4 }
    await { synced = [1, 3, 4, 5] }
    require { condition = server(4).sync == "SNAP" }
    set "/bulk" {}
    await { synced = [1, 3, 4, 5] }
  }

  step "server 4 is elected" {
    kill { server = leader }
    await { leader = 4 }
    start { server = 5 }
    await { serving = [1, 3, 4, 5] }
  }

  step "server 2 comes back" {
    read "/binchanges" { as = "before" }
    require { condition = result.before.data == "3" }
    start { server = 2 }
    await {
      serving   = 2
      within    = "15s"
      guarantee = "rejoin"
    }
    require { condition = server(2).sync == (release_in(">= 3.5.0") ? "DIFF" : "SNAP") }
  }

  step "the session moves to server 2" {
    move "app" { server = 2 }
    read "/binchanges" { as = "after" }
    assert {
      condition = result.after.data == result.before.data
      guarantee = "single_system_image"
    }
  }
}
