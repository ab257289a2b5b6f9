# VERDICT: violated
# BROKEN: availability

scenario "parallel_with_violation" {
  summary = "A guarantee breaks in one branch; the others run to their end."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "together" { # broken
    parallel {
      assert {
        condition = leader == 1
        guarantee = "availability"
      }
      create "/a" { as = "a" }
    }
    require { condition = result.a.path == "/a" }
  }
}
