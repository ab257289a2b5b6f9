# VERDICT: inconclusive
# BECAUSE: controller: server 1 did not answer: status 500: no such page
# RUNTIME: {"Deviations": [{"Server": 1, "NoReceipt": true}]}

scenario "controller_refuses" {
  summary = "The controller answers with an error."

  ensemble {
    servers = 3

    server "1" { controller = true }
  }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    controller {
      server  = 1
      command = "ping"
    }
  }
}
