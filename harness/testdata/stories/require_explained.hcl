# VERDICT: inconclusive
# BECAUSE: (null == "DIFF" is false, "/a" == "/a" is true, result.none.exists is false, contains(["b"], "/a") is false, [] == [] is true)

scenario "require_explained" {
  summary = "A precondition is missing; the reason has the values that decide."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the precondition" { # stopped here
    create "/a" { as = "a" }
    exists "/b" { as = "none" }
    require {
      condition = (result.a.text == "DIFF" && result.a.path == "/a") || (result.a.path == "/a" ? result.none.exists : true) || !(!contains(["b"], result.a.path) || result.a.children == [])
      within    = "10ms"
    }
  }
}
