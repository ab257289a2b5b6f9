# VERDICT: inconclusive
# BECAUSE: no receipt: shut down server 1: status 500: no such page
# RUNTIME: {"Deviations": [{"Server": 1, "NoReceipt": true}]}

scenario "controller_refuses_to_shut_down" {
  summary = "The controller refuses a shutdown, with and without may_fail."

  ensemble {
    servers = 3

    server "1" { controller = true }
  }

  session "app" { server = 2 }

  step "the failure is allowed" { # done
    controller {
      server   = 1
      command  = "shutdown"
      may_fail = true
      as       = "refused"
    }
    require { condition = result.refused.outcome == "unknown" && !server(1).exited }
  }

  step "the fault" { # stopped here
    controller {
      server  = 1
      command = "shutdown"
    }
  }
}
