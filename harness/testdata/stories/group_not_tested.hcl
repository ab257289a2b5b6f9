# VERDICT: inconclusive
# BECAUSE: cannot tell: watch_delivery, watch_order
# UNKNOWN: watch_delivery, watch_order

scenario "group_not_tested" {
  summary = "Nothing tests any of two guarantees of which one is expected to break."

  expect "watch_order" {
    or          = ["watch_delivery"]
    violated_on = ">= 3.5.0"
  }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "nobody watches" {
    create "/value" { data = "1" }
  }
}
