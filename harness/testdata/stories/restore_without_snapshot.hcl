# VERDICT: inconclusive
# BECAUSE: restore server 1: server 2 has no snapshot snapshot.77, but:

scenario "restore_without_snapshot" {
  summary = "There is no such snapshot."

  ensemble {
    servers = 3

    server "1" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
  }

  session "app" { server = 1 }

  step "the snapshot" { # stopped here
    restore {
      server   = 1
      from     = 2
      snapshot = "snapshot.77"
    }
  }
}
