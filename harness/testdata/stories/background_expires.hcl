# VERDICT: inconclusive
# BECAUSE: expired
# RUNTIME: {"SilentAfter": 20000000}

scenario "background_expires" {
  summary = "A load whose session is gone ends, and the run says so."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the session expires" { # stopped here
    background "load" { path = "/load" }
    expire "app" {}
    finish "load" {}
  }
}
