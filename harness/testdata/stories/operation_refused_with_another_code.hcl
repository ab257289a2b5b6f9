# VERDICT: inconclusive
# BECAUSE: the operation did not fail with BadVersion: set /x on server 1: refused, NoNode

scenario "operation_refused_with_another_code" {
  summary = "A write is refused with another code than the expected one."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the write" { # stopped here
    set "/x" { fails_with = "BadVersion" }
  }
}
