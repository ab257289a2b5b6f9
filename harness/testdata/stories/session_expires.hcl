# VERDICT: held

scenario "session_expires" {
  summary = "A session expires with its ephemeral znode, and its client opens another."

  ensemble {
    servers = 3
    config  = { tickTime = 100 }
  }

  session "owner" {
    server  = 1
    timeout = "1s"
  }
  session "other" { server = 2 }

  step "the session owns a znode" { # done
    create "/lock" {
      session = "owner"
      mode    = "ephemeral"
      as      = "lock"
    }
    require { condition = session.owner.id == result.lock.session && session.owner.state == "connected" }
  }

  step "it expires" { # done
    expire "owner" {}
    require { condition = session.owner.state == "expired" }
    exists "/lock" {
      session = "other"
      as      = "gone"
    }
    assert {
      condition = result.gone.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
  }

  step "the client opens another session" { # done
    connect "owner" { server = 3 }
    require { condition = session.owner.id != result.lock.session && session.owner.server == 3 }
  }
}
