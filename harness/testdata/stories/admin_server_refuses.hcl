# VERDICT: inconclusive
# BECAUSE: command "monitor": server 1 did not answer: status 500: no such page
# RUNTIME: {"Deviations": [{"Server": 1, "NoReceipt": true}]}

scenario "admin_server_refuses" {
  summary = "The admin server answers with an error."

  ensemble {
    servers = 3
    config  = { "admin.enableServer" = "true" }
  }

  session "app" { server = 1 }

  step "the question" { # stopped here
    command "monitor" {
      server = 1
      via    = "admin"
    }
  }
}
