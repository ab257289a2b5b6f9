# A stray znode of a server breaks a guarantee, or makes the run inconclusive.
scenario "votes" {
  summary = "Only clients create znodes."
  ensemble { servers = 1 }
  session "app" { server = 1 }
  step "reads" {
    exists "/unclear" { as = "unclear" }
    require {
      condition = result.unclear.code == "NoNode"
      within    = "1ms" # a result does not change
    }
    exists "/stray" { as = "stray" }
    assert {
      condition = result.stray.code == "NoNode"
      guarantee = "durability"
    }
  }
}
