# VERDICT: inconclusive
# BECAUSE: the operation succeeded; the expected error is NodeExists

scenario "operation_succeeds_unexpectedly" {
  summary = "A write succeeds that should be refused."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the write" { # stopped here
    create "/x" { fails_with = "NodeExists" }
  }
}
