# VERDICT: inconclusive
# BECAUSE: the operation did not fail with BadVersion: set /x on server 1: refused, NoNode

scenario "operation_refused_otherwise" {
  summary = "Another refusal than the one that is wanted."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the write" { # stopped here
    set "/x" { fails_with = "BadVersion" }
  }
}
