# VERDICT: held

scenario "fill_expires" {
  summary = "The session of a fill expires, after which no child can be created."

  ensemble {
    servers = 3
    config  = { tickTime = 100 }
  }

  session "app" {
    server  = 1
    timeout = "1s"
  }

  step "the session expires" { # done
    create "/bulk" {}
    disconnect "app" {}
    fill "/bulk" {
      children = 100
      may_fail = true
      wait     = false
      as       = "fill"
    }
    expire "app" {}
    await { result = "fill" }
    require { condition = result.fill.operations.refused > 0 && result.fill.operations.total < 100 && result.fill.code == "SessionExpired" && result.fill.latency == null }
  }
}
