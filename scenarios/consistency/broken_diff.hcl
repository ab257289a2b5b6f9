# The proposals of a DIFF reach a follower one by one. From 3.4.7 to 3.4.10, and from
# 3.5.1 to 3.5.3, one whose connection breaks in the middle believes afterwards that it
# has what it was only promised, and asks for nothing that comes before.

scenario "broken_diff" {
  summary    = "The connection breaks in the middle of a DIFF; the follower joins again with a hole."
  references = ["ZOOKEEPER-2355"]
  tags       = ["DIFF"]

  expect "replica_agreement" { violated_on = ">= 3.4.7, < 3.4.11 || >= 3.5.1, < 3.5.4" }

  ensemble {
    servers = 3
    config  = { initLimit = 6, syncLimit = 6 }
  }

  session "writer" { server = 3 }

  session "owner" { server = 3 }

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
    assert {
      condition = differences(server(1).tree, server(3).tree) == []
      guarantee = "replica_agreement"
    }
  }
}
