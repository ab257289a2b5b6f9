# VERDICT: inconclusive
# BECAUSE: step "the promise": assert: evaluate:

scenario "assert_cannot_tell" {
  summary = "There is no Stat to look at, so nothing can be said of the promise."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the promise" { # stopped here
    exists "/x" { as = "exists" }
    assert {
      condition = result.exists.stat.version == 0
      guarantee = "durability"
    }
  }

  step "afterwards" { # not run
    create "/x" {}
  }
}
