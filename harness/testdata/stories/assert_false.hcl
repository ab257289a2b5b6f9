# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: durability
# BROKEN: durability

scenario "assert_false" {
  summary = "A guarantee breaks, and the scenario goes on."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the assertion" { # broken
    create "/x" { data = "1" }
    read "/x" { as = "read" }
    assert {
      condition = result.read.data == "2"
      guarantee = "durability"
    }
    set "/x" { data = "3" }
  }

  step "afterwards" { # done
    read "/x" { as = "again" }
    require { condition = result.again.data == "3" }
  }
}
