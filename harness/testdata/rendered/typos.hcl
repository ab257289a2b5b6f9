scenario "typos" {
  summary = "Three misspelt words."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the leader dies" {
    kil { server = leader }
  }

  step "a read" {
    read "/x" { as = "before" }
    assert {
      condition = result.befor.data == "1"
      guarantee = "durabilty"
    }
    move "app" { server = 4 }
  }
}
