# VERDICT: inconclusive
# BECAUSE: server 1 was not restored: status 500: no such page
# RUNTIME: {"Deviations": [{"Server": 1, "NoReceipt": true}]}

scenario "restore_is_refused" {
  summary = "The admin server answers with an error."

  ensemble {
    servers = 3

    server "1" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
  }

  session "app" { server = 1 }

  step "the snapshot" { # stopped here
    restore { server = 1 }
  }
}
