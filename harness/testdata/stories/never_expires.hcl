# VERDICT: inconclusive
# BECAUSE: no server has logged the expiry
# TIMEOUT: 100ms in the session expires

scenario "never_expires" {
  summary = "The session does not expire within the time limit of the run."

  ensemble { servers = 3 }

  session "app" { timeout = "10s" }

  step "the session expires" { # stopped here
    create "/x" {}
    expire "app" {}
  }
}
