scenario "expire_session" {
  summary = "A session's client falls silent; the ensemble expires the session, and its ephemeral znode goes with it."

  ensemble { servers = 3 }

  session "owner" {
    server  = 1
    timeout = "2s"
  }

  session "observer" { server = 2 }

  step "the session owns an ephemeral znode" {
    create "/lock" {
      session = "owner"
      mode    = "ephemeral"
    }
    await { synced = [1, 2, 3] }
    exists "/lock" {
      session = "observer"
      as      = "before"
    }
    require { condition = result.before.stat.ephemeral_owner == session.owner.id }
  }

  step "the session expires" {
    expire "owner" {}
  }

  step "the znode is gone" {
    sync "/lock" { session = "observer" }
    exists "/lock" {
      session = "observer"
      as      = "after"
    }
    assert {
      condition = result.after.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
  }

  step "the client comes back with a new session" {
    connect "owner" {}
    assert {
      condition = session.owner.id != result.before.stat.ephemeral_owner
      guarantee = "ephemeral_lifetime"
    }
  }
}
