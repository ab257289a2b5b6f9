# VERDICT: inconclusive
# BECAUSE: Empty transaction

scenario "transaction_of_an_empty_list" {
  summary = "A list that is empty when the transaction is sent leaves no operation."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "nothing to delete" { # stopped here
    create "/a" {}
    children "/a" { as = "none" }
    transaction {
      delete "/a" {
        for_each = result.none.children
        child    = each.value
      }
    }
  }
}
