# VERDICT: inconclusive
# BECAUSE: power_on: server 1 would not keep the server_list [1 2]

scenario "power_on_with_another_server_list" {
  summary = "A machine gets its power back, and its server is to list other servers than the two that run."

  ensemble {
    servers = 3
    config  = { reconfigEnabled = true }
  }

  session "app" { server = 2 }

  step "another list" { # stopped here
    power_off { server = 1 }
    power_on {
      server      = 1
      server_list = [1, 2]
    }
  }
}
