# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: durability
# BROKEN: durability

scenario "finally_breaks" {
  summary = "A guarantee that a step finds broken which runs whatever happened counts."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "10ms"
    }
  }

  finally "a look" { # broken
    session = "app"
    exists "/x" { as = "x" }
    assert {
      condition = result.x.code == ""
      guarantee = "durability"
    }
  }
}
