scenario "limited_connections" {
  summary = "Servers take one connection of each address."

  ensemble {
    servers = 3
    config  = { maxClientCnxns = 1 }
  }

  session "first" {}
  session "second" {}

  step "two clients come" {
    create "/a" { session = "first" }
    connect "second" {
      within   = "2s"
      may_fail = true
      as       = "second"
    }
    assert {
      condition = result.second.outcome != "ok"
      guarantee = "limits"
    }
  }
}
