# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: durability
# BROKEN: durability

scenario "broken_then_inconclusive" {
  summary = "A guarantee breaks before the run becomes inconclusive: the verdict is violated."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the assertion" { # broken
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
