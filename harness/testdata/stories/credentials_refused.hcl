# VERDICT: inconclusive
# BECAUSE: open session "eve"

scenario "credentials_refused" {
  summary = "Servers know no such scheme; the harness goes on without these credentials."

  ensemble {
    servers = 3
    auth    = ["none secret"]
  }

  session "app" {}
  session "eve" { auth = ["none secret"] }

  step "a session without credentials" { # done
    create "/a" { session = "app" }
  }

  step "a session with them" { # stopped here
    read "/a" { session = "eve" }
  }
}
