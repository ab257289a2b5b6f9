# VERDICT: violated
# BROKEN: availability
# HELD: durability, replica_agreement, sequential_consistency

scenario "promises_with_a_deadline" {
  summary = "A promise may take some time. When it does not come true in time the guarantee is broken, and the run goes on."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "in time" { # done
    kill { server = 3 }
    assert {
      condition = leader == 2
      guarantee = "availability"
      within    = "10s"
    }
    await { condition = length(followers) == 1 }
  }

  step "too late" { # broken
    assert {
      condition = server(3).role == "follower"
      guarantee = "availability"
      within    = "100ms"
    }
  }

  step "the run goes on" { # done
    create "/x" {}
  }
}
