# A server that becomes leader takes a snapshot of all that is in its log, also of
# what no quorum has. When it follows again, TRUNC takes that out of its log, but
# nothing takes it out of the snapshot. From 3.4.6 to the end of 3.4 a leader takes none.

locals {
  takes_snapshot = release_in("< 3.4.6 || >= 3.5.0")
}

scenario "uncommitted_snapshot" {
  summary    = "A leader without a quorum takes a snapshot of writes that were never committed, and serves them for good when it follows again."
  references = ["ZOOKEEPER-1549", "ZOOKEEPER-1558", "ZOOKEEPER-4837"]
  tags       = ["TRUNC", "snapshot"]

  expect "replica_agreement" { violated_on = "< 3.4.6 || >= 3.5.0" }

  ensemble {
    servers = 3
    config  = { initLimit = 6 } # how long it leads in vain
  }

  session "writer" { server = 3 }

  session "at_3" { server = 3 }

  session "at_2" { server = 2 }

  step "server 3 leads" {
    session = "writer"
    lead { server = 3 }
    create "/base" {
      data = "old"
      as   = "base"
    }
    await { synced = [1, 2, 3] }
  }

  step "two writes reach nobody's log but the leader's" {
    session = "writer"
    pause { servers = [1, 2] }
    create "/phantom" {
      data = "p"
      wait = false
    }
    set "/base" {
      data = "uncommitted"
      wait = false
    }
    require { condition = counter(server(3).disk.zxid) >= counter(result.base.zxid) + 2 }
    kill { servers = [1, 2, 3] }
  }

  step "server 3 is elected, and nobody follows it" {
    cut {
      from      = 1
      to        = [2, 3]
      port      = "quorum"
      direction = "one_way"
    }
    start { servers = [1, 3] }
    await {
      server = 3
      log    = "Timeout while waiting for epoch from quorum"
    }
    kill { servers = [1, 3] }
    # The cause: a snapshot that holds the two writes, by a leader without a quorum.
    require {
      condition = (counter(coalesce(server(3).disk.snapshot, "0x0")) >= counter(result.base.zxid) + 2) == local.takes_snapshot
    }
    heal {}
  }

  step "the others go on without the two writes" {
    start { servers = [1, 2] }
    await { serving = [1, 2] }
  }

  step "server 3 follows" {
    start { server = 3 }
    await {
      synced    = [1, 2, 3]
      within    = "25s"
      guarantee = "rejoin"
    }
    # It was told to take the two writes back.
    require { condition = server(3).sync == "TRUNC" }
    exists "/phantom" {
      session = "at_2"
      as      = "at_2"
    }
    sync "/" { session = "at_3" }
    exists "/phantom" {
      session = "at_3"
      as      = "at_3"
    }
    # Were the two writes committed after all, nothing would be shown by this.
    require { condition = result.at_2.code == "NoNode" }
    assert {
      condition = result.at_3.code == "NoNode"
      guarantee = "replica_agreement"
    }

    fact "/phantom on server 3, and on server 2" {
      reported = "there, NoNode"
      observed = join(", ", [for code in [result.at_3.code, result.at_2.code] : code == "" ? "there" : code])
    }
    fact "znodes in which server 3 differs from server 2, besides the root" {
      reported = ["/base", "/phantom"]
      observed = [for path in differences(server(3).tree, server(2).tree) : path if path != "/"]
    }
  }
}
