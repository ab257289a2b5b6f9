# VERDICT: inconclusive
# BECAUSE: expired

scenario "background_expires" {
  summary = "The session of a load expires, which ends the load and the run."

  ensemble {
    servers = 3
    config  = { tickTime = 100 }
  }

  session "app" {
    server  = 1
    timeout = "1s"
  }

  step "the session expires" { # stopped here
    background "load" { path = "/load" }
    expire "app" {}
    finish "load" {}
  }
}
