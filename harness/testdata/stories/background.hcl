# VERDICT: held

scenario "background" {
  summary = "A load continues while its server is down and its session is disconnected, and reports its operations."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 3 }

  step "loads begin" {
    session = "app"
    background "load" {
      path      = "/load"
      keys      = 3
      writes    = 0.3
      in_flight = 4
      seed      = 7
    }
    background "other" {
      session = "other"
      path    = "/load"
    }
    repeat {
      until = result.seen.stat.version > 3
      exists "/load/k1" { as = "seen" }
    }
  }

  step "a fault" {
    kill { server = 1 }
    start { server = 1 }
    await { serving = 1 }
    disconnect "app" {}
    connect "app" {}
    finish "load" {}
  }

  step "another load of the same name" {
    background "load" {
      session = "other"
      path    = "/load"
    }
  }

  step "the scenario ends while the server of a load is down" {
    background "alone" {
      session = "app"
      path    = "/load"
    }
    kill { server = 1 }
  }
}
