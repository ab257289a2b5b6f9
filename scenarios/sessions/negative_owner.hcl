# The first byte of a session id is the id of the server that opened it, so ids of
# sessions at a server with an id of 128 or more are negative numbers. 3.5.3 takes
# the owner of such an ephemeral znode for a mark of its new TTL znodes.

scenario "negative_owner" {
  summary    = "An ephemeral znode made at a server with an id of 128 or more belongs to nobody, and outlives its session."
  references = ["ZOOKEEPER-2901"]

  expect "ephemeral_lifetime" { violated_on = "= 3.5.3" }

  ensemble {
    servers    = 3
    config     = { extendedTypesEnabled = true }
    properties = { "zookeeper.extendedTypesEnabled" = true }

    server "3" { id = 200 }
  }

  session "owner" { server = 200 }

  session "reader" { server = 1 }

  step "a session at server 200 owns an ephemeral znode" {
    session = "owner"
    create "/ephemeral" { mode = "ephemeral" }
    exists "/ephemeral" { as = "made" }
    fact "owner of the znode" {
      reported = "0x0"
      observed = result.made.stat.ephemeral_owner
    }
    assert {
      condition = result.made.stat.ephemeral_owner == session.owner.id
      guarantee = "ephemeral_lifetime"
    }
  }

  step "the session ends" {
    session = "reader"
    close "owner" {}
    sync "/" {}
    exists "/ephemeral" { as = "left" }
    fact "the znode when its session has ended" {
      reported = "still there"
      observed = result.left.code == "NoNode" ? "gone" : "still there"
    }
    assert {
      condition = result.left.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
  }
}
