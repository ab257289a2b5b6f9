# VERDICT: held

scenario "requests" {
  summary = "Requests by their opcodes."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "raw" { # done
    request "create" {
      fields = [{ string = "/a" }, { buffer = "x" }, { int = 1 }, { int = 31 }, { string = "world" }, { string = "anyone" }, { int = 0 }]
      as     = "created"
    }
    require { condition = result.created.text == "000000022f61" }
    request "3" {
      fields = [{ string = "/none" }, { bool = false }]
      as     = "none"
      fails_with = "NoNode"
    }
    require { condition = result.none.text == null }
    request "999" { fails_with = "Unimplemented" }
  }
}
