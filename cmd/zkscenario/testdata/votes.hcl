# A znode that a server made up breaks a promise, or leaves the run in doubt.
scenario "votes" {
  summary = "Nothing is there but what clients have made."
  ensemble { servers = 1 }
  session "app" { server = 1 }
  step "look" {
    exists "/doubt" { as = "doubt" }
    require {
      condition = result.doubt.code == "NoNode"
      within    = "1ms" # a result stays as it is
    }
    exists "/stray" { as = "stray" }
    assert {
      condition = result.stray.code == "NoNode"
      guarantee = "durability"
    }
  }
}
