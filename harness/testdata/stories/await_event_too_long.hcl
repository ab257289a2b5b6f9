# VERDICT: violated
# BECAUSE: watch_delivery
# BROKEN: watch_delivery

scenario "await_event_too_long" {
  summary = "A guarantee demands an event that does not come."

  ensemble { servers = 3 }

  session "app" {}

  step "nothing happens" { # broken
    watch "/" { mode = "children" }
    await {
      event     = "NodeChildrenChanged"
      within    = "100ms"
      guarantee = "watch_delivery"
    }
  }
}
