# VERDICT: inconclusive
# BECAUSE: start: server 1 would not keep the server_list [1 2]

scenario "start_with_another_server_list" {
  summary = "A server of an ensemble that was never reconfigured, but could be, is to list other servers than the two that run."

  ensemble {
    servers = 3
    config  = { reconfigEnabled = true }
  }

  session "app" { server = 1 }

  step "another list" { # stopped here
    kill { server = 1 }
    start {
      server      = 1
      server_list = [1, 2]
    }
  }
}
