# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: durability
# BROKEN: durability

scenario "broken_then_inconclusive" {
  summary = "What broke is broken, whatever happens later."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the promise" { # broken
    assert {
      condition = leader == 1
      guarantee = "durability"
    }
  }

  step "afterwards" { # stopped here
    require {
      condition = leader == 1
      within    = "1ms"
    }
  }
}
