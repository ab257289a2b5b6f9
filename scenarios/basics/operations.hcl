# Every client operation that all releases know, with its ends and its watches.

scenario "operations" {
  summary  = "Operations, watches, ACLs and transactions do what they promise, also beside a load and a fault."
  releases = ">= 3.4.4" # before, servers do not tell the position of what they read, and nobody can judge watches
  tags     = ["operations"]

  ensemble { servers = 3 }

  session "app" {
    server  = 1
    timeout = "10s"
  }

  session "other" {
    server  = 2
    timeout = "10s"
  }

  step "znodes come, are listed and go" {
    session = "app"
    create "/parent" {}
    repeat {
      for_each = ["a", "b"]
      create "/parent" {
        child = each.value
        data  = "x"
      }
    }
    children "/parent" { as = "children" }
    require { condition = result.children.children == ["a", "b"] }
    delete "/parent/a" {}
    create "/parent/b" { fails_with = "NodeExists" }
    create "/parent/e" { mode = "ephemeral" }
    exists "/parent/e" { as = "ephemeral" }
    require { condition = result.ephemeral.stat.ephemeral_owner == session.app.id }
  }

  step "a transaction happens as a whole or not at all" {
    session = "app"
    transaction {
      create "/parent/t" { data = "1" }
      set "/parent/b" { data = "y" }
      check "/parent" { version = 0 }
      delete "/parent/t" {}
    }
    transaction {
      set "/parent/b" { data = "z" }
      check "/parent/none" { version = 0 }
      fails_with = "NoNode"
    }
    read "/parent/b" { as = "b" }
    assert {
      condition = result.b.data == "y"
      guarantee = "atomicity"
    }
  }

  step "who may not read is refused" {
    create "/secret" {
      session = "app"
      data    = "x"
      acl     = ["digest:user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=:cdrwa"] # user:password
    }
    # Nobody but its owner ever sees this one, the checks included.
    create "/hidden" {
      session = "app"
      acl     = ["digest:user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=:cdrwa"]
    }
    # Without a sync, server 2 may not know yet what server 1 has acknowledged.
    sync "/" { session = "other" }
    read "/secret" {
      session    = "other"
      fails_with = "NoAuth"
    }
    auth "digest" {
      session     = "other"
      credentials = "user:password"
    }
    read "/secret" { session = "other" }
    acl "/secret" {
      session = "other"
      set     = ["world:anyone:r"]
    }
    sync "/" { session = "app" }
    acl "/secret" {
      session = "app"
      as      = "acl"
    }
    assert {
      condition = result.acl.acl == ["world:anyone:r"]
      guarantee = "acl_integrity"
    }
  }

  step "watches tell of the next change" {
    watch "/parent/b" {
      session = "app"
      mode    = "data"
    }
    watch "/parent" {
      session = "app"
      mode    = "children"
    }
    set "/parent/b" {
      session = "other"
      data    = "seen"
    }
    create "/parent/c" { session = "other" }
    await {
      session   = "app"
      event     = "NodeDataChanged"
      path      = "/parent/b"
      guarantee = "watch_delivery"
    }
    await {
      session   = "app"
      event     = "NodeChildrenChanged"
      path      = "/parent"
      guarantee = "watch_delivery"
    }
  }

  step "a load goes on while its server dies, and the others work" {
    lead { server = 3 }
    background "load" {
      session = "app"
      path    = "/load"
    }
    parallel {
      restart { server = 1 }
      sequence {
        disconnect "other" {}
        connect "other" { server = 2 }
        sync "/" { session = "other" }
      }
    }
    await { synced = [1, 2, 3] }
    finish "load" {}
  }

  step "an ephemeral goes with its session" {
    # The session was without its server for less than its timeout.
    exists "/parent/e" { session = "other" }
    close "app" {}
    sync "/" { session = "other" }
    exists "/parent/e" {
      session = "other"
      as      = "gone"
    }
    assert {
      condition = result.gone.code == "NoNode"
      guarantee = "ephemeral_lifetime"
    }
  }
}
