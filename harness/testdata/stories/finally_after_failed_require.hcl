# VERDICT: inconclusive
# BECAUSE: step "a precondition": require: assertion failed: leader == 1
# HELD: durability, read_your_writes, replica_agreement, sequential_consistency, single_system_image

scenario "finally_after_failed_require" {
  summary = "A step cannot go on without a quorum; the last one brings the servers back, so that their trees are compared."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the quorum is gone" { # done
    create "/x" { data = "1" }
    kill { servers = [2, 3] }
  }

  step "a precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "10ms"
    }
  }

  step "what depends on it" { # not run
    set "/x" {
      data     = "2"
      may_fail = true
    }
  }

  finally "the servers are back" { # done
    start { servers = [for id in [1, 2, 3] : id if server(id).exited] }
    await { synced = [1, 2, 3] }
    read "/x" { as = "read" }
    assert {
      condition = result.read.data == "1"
      guarantee = "durability"
    }
  }
}
