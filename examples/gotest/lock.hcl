scenario "lock" {
  summary = "The leader dies; a lock that was taken stays taken."

  ensemble { servers = 3 }

  session "owner" {
    server  = 1
    timeout = "10s"
  }

  step "the lock is taken" {
    lead { server = 3 }
    create "/lock" { mode = "ephemeral" }
  }

  step "the leader dies" {
    kill { server = leader }
    await {
      leader    = 2
      guarantee = "availability"
    }
  }

  step "the lock is still there, and still the owner's" {
    exists "/lock" { as = "lock" }
    assert {
      condition = result.lock.stat.ephemeral_owner == session.owner.id
      guarantee = "ephemeral_lifetime"
    }
  }
}
