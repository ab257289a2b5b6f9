# A leader that is cut off logs that a session expires. Nobody commits that, and the
# session lives on with the others. Only replies count.

scenario "deposed_leader_expires" {
  summary = "A leader that is cut off logs that a session expires, which lives on elsewhere."

  ensemble { servers = 3 }

  session "owner" {
    server  = 1
    timeout = "3s"
  }

  step "an ephemeral znode" {
    lead { server = 3 }
    create "/e" { mode = "ephemeral" }
  }

  step "the leader is cut off, the others elect another one, and the session goes on" {
    isolate { server = 3 }
    await { leader = 2 }
    connect "owner" {}
    set "/e" { data = "alive" }
    heal {}
    await { synced = [1, 2, 3] }
  }

  step "the znode is still there" {
    exists "/e" { as = "e" }
    assert {
      condition = result.e.exists
      guarantee = "ephemeral_lifetime"
    }
  }
}
