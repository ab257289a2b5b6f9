# VERDICT: inconclusive
# BECAUSE: step "the write": create "/x/y": the operation did not succeed: create /x/y on server 1: refused, NoNode

scenario "operation_refused" {
  summary = "A write is refused."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the write" { # stopped here
    create "/x/y" {}
  }
}
