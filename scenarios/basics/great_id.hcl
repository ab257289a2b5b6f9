scenario "great_id" {
  summary    = "A server with an id of 128 or more leads, and the ephemeral znode of a session that it opened goes with the session."
  references = ["ZOOKEEPER-2901"] # negative_owner has its story

  expect "ephemeral_lifetime" { violated_on = "= 3.5.3" }

  ensemble {
    servers = 3

    server "3" { id = 200 }
  }

  session "owner" {
    server  = 200
    timeout = "2s"
  }

  session "witness" { server = 1 }

  step "the session owns an ephemeral znode" {
    lead { server = 200 }
    create "/lock" {
      session = "owner"
      mode    = "ephemeral"
    }
  }

  step "the session expires" {
    expire "owner" {}
    sync "/lock" { session = "witness" }
    exists "/lock" {
      session = "witness"
      as      = "after"
    }
    assert {
      condition = result.after.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
  }
}
