# VERDICT: inconclusive
# BECAUSE: step "nothing": transaction: the operation did not succeed: transaction on server 1: refused, NodeExists

scenario "transaction_refused" {
  summary = "A part of a transaction is refused."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "nothing" { # stopped here
    transaction {
      create "/c" {}
      create "/c" {}
    }
  }
}
