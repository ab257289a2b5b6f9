# VERDICT: inconclusive
# BECAUSE: no receipt: shut down server 1: its process is still there
# RUNTIME: {"Deviations": [{"Server": 1, "Unkillable": true}]}

scenario "controller_does_not_shut_down" {
  summary = "The controller accepts the shutdown, but the process does not exit."

  ensemble {
    servers = 3

    server "1" { controller = true }
  }

  session "app" { server = 2 }

  step "the fault" { # stopped here
    controller {
      server  = 1
      command = "shutdown"
    }
  }
}
