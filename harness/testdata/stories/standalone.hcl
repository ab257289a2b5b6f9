# VERDICT: held

scenario "standalone" {
  summary = "One server alone."

  ensemble { servers = 1 }

  session "app" {}

  step "the server" { # done
    create "/x" { data = "1" }
    require { condition = leader == 1 && followers == [] && server(1).role == "standalone" }
    restart { server = 1 }
    await { serving = 1 }
    connect "app" {}
    read "/x" { as = "read" }
    assert {
      condition = result.read.data == "1"
      guarantee = "durability"
    }
  }
}
