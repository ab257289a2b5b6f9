# The proposals of a DIFF reach a follower one by one. Already before the first of them
# it takes the last zxid that it was promised for its own. When the connection breaks in
# the middle, releases up to 3.4.6 and 3.5.0 shut the server down, which forgets all that
# is in memory, and read the disk again. From 3.4.7 and 3.5.1 on a server that did not
# serve yet is not shut down: it asks the leader for what comes behind the promised zxid,
# and never gets the rest. 3.4.11 and 3.5.4 no longer take the zxid of a DIFF at once.

locals {
  # Up to 3.4.9 and 3.5.2 each transaction of a DIFF is applied when its commit comes:
  # the end of the session and three of 60 znodes. Later, all of them at the end of the
  # DIFF, so that a broken one leaves everything as it was.
  applied_at_the_end = release_in(">= 3.4.10, < 3.5.0 || >= 3.5.3")
}

scenario "broken_diff" {
  summary    = "The connection breaks in the middle of a DIFF; the follower joins again with a hole, and on some releases with the znode of a session that has ended."
  references = ["ZOOKEEPER-2355"]
  tags       = ["DIFF"]

  expect "replica_agreement" { violated_on = ">= 3.4.7, < 3.4.11 || >= 3.5.1, < 3.5.4" }
  expect "ephemeral_lifetime" { violated_on = ">= 3.4.10, < 3.4.11 || >= 3.5.3, < 3.5.4" }

  ensemble {
    servers = 3
    config  = { initLimit = 6, syncLimit = 6 }
  }

  session "writer" { server = 3 }

  session "owner" { server = 3 }

  session "at_1" { server = 1 }

  step "a session owns an ephemeral znode" {
    lead { server = 3 }
    create "/ephemeral" {
      session = "owner"
      mode    = "ephemeral"
    }
    create "/bulk" { session = "writer" }
    await {
      synced    = [1, 2, 3]
      persisted = 1
    }
  }

  step "server 1 misses the end of the session, and much more" {
    stop { server = 1 }
    close "owner" {}
    fill "/bulk" {
      session  = "writer"
      children = 60
      size     = "100kB"
    }
  }

  step "the connection breaks in the middle of its DIFF" {
    cut {
      from  = 3
      to    = 1
      port  = "quorum"
      after = "400kB"
    }
    start { server = 1 }
    await {
      server = 1
      log    = "Getting a diff"
    }
    # It is this sync that breaks, and no attempt before it did.
    require { condition = length(server(1).syncs) == 1 && log_line(1, "Exception when following") == null }
    await { stalled = 1 }
    await {
      server = 1
      log    = "Exception when following"
    }
  }

  step "it joins again" {
    heal {}
    await {
      synced    = [1, 2, 3]
      within    = "30s"
      guarantee = "rejoin"
    }
    exists "/ephemeral" {
      session = "at_1"
      as      = "ephemeral"
    }
    assert {
      condition = result.ephemeral.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
    assert {
      condition = differences(server(1).tree, server(3).tree) == []
      guarantee = "replica_agreement"
    }

    fact "znodes that server 1 lacks" {
      reported = local.applied_at_the_end ? 60 : 57
      observed = length(setsubtract(keys(server(3).tree), keys(server(1).tree)))
    }
    fact "znode of the session that has ended, on server 1" {
      reported = local.applied_at_the_end ? "still there" : "gone"
      observed = result.ephemeral.code == "NoNode" ? "gone" : "still there"
    }
  }
}
