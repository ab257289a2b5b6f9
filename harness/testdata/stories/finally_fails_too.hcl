# VERDICT: inconclusive
# BECAUSE: step "a precondition": require: assertion failed: leader == 1
# HELD: replica_agreement, single_system_image

scenario "finally_fails_too" {
  summary = "A step cannot go on, and neither can the first of two that run whatever happened; the reason is that of the step."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a precondition" { # stopped here
    require {
      condition = leader == 1
      within    = "10ms"
    }
  }

  finally "a start of a server that runs" { # stopped here
    start { server = 3 }
    create "/never" {}
  }

  finally "a look" { # done
    exists "/never" { as = "never" }
    require { condition = result.never.code == "NoNode" }
  }
}
