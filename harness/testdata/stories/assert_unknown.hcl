# VERDICT: inconclusive
# BECAUSE: step "the assertion": assert: evaluate:

scenario "assert_unknown" {
  summary = "The znode does not exist, so a condition on its Stat has no value."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the assertion" { # stopped here
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
