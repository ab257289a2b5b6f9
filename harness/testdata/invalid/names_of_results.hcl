scenario "names" {
  summary = "Names of results that are invalid, or not defined yet."

  ensemble { servers = 3 }

  session "app" {}

  step "names" {
    read "/" { as = "my result" } # ERROR: Invalid name: result.NAME
    read "/" { as = "1x" }        # ERROR: Invalid name
    read "/" { as = "" }          # ERROR: Invalid name
    read "/" { as = "good-1" }
  }

  step "too early" {
    set "/a" {
      wait = false
      as   = "sent"
    }
    require { condition = result.sent.outcome == "ok" }
    set "/b" { data = result.sent.outcome } # ERROR: Result may not be there yet: Say await { result = "sent" }
    set "/c" {
      wait = false
      as   = "other"
    }
    await { result = "other" }
    set "/d" { data = result.other.outcome }
  }

  step "too late" {
    set "/e" { data = result.late.data } # ERROR: Unsupported attribute: it is defined later, at testdata/invalid/names_of_results.hcl:33
    set "/f" { data = result.lost.data } # ERROR: Unsupported attribute: as = "lost" does. There are: 1x, good-1
    read "/" { as = "late" }
  }

  step "words that are not waited for" {
    fill "/d" {
      children = 3
      wait     = false
      as       = "filled"
    }
    require { condition = result.filled.operations.ok == 3 }
    set "/e" { data = result.filled.code } # ERROR: Result may not be there yet: Say await { result = "filled" }
    close "app" {
      wait = false
      as   = "closed"
    }
    read "/" { may_fail = true }
    connect "app" {
      wait = false
      as   = "opened"
    }
    set "/f" { data = result.opened.outcome } # ERROR: Result may not be there yet: Say await { result = "opened" }
    set "/g" { data = result.closed.outcome } # ERROR: Result may not be there yet: Say await { result = "closed" }
  }

  step "a load" {
    background "load" { path = "/load" }
    finish "load" { as = "load" }
    require { condition = result.load.operations != null } # ERROR: Condition that is always true
    require { condition = result.load.latency.p99 < 1 && result.load.outcome == "ok" }
    set "/h" { data = result.load.latency.least } # ERROR: Unsupported attribute
  }

  step "functions" {
    require { condition = server.1 == 2 } # ERROR: Unknown variable: server is a function: write server(...)
  }
}
