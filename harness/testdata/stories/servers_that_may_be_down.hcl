# VERDICT: held
# RUNTIME: {"Deviations": [{"Server": 1, "Crashes": true, "ExitCode": 10}]}

scenario "servers_that_may_be_down" {
  summary = "Words do what is still to be done to servers that have ended, or run, already."

  ensemble {
    servers = 5

    server "5" {
      starts      = "later"
      server_list = [1, 2, 3, 4, 5]
    }
  }

  session "app" { server = 4 }

  step "servers that have ended by themselves or not" { # done
    kill {
      servers     = [1, 2, 5]
      may_be_down = true
    }
    kill {
      servers     = [1, 2, 5]
      may_be_down = true
    }
    stop {
      server      = 2
      may_be_down = true
    }
    require { condition = server(1).exited && server(2).exited && !server(3).exited }
  }

  step "servers that run or not" { # done
    start {
      servers   = [1, 2, 3]
      may_be_up = true
    }
    await { synced = [1, 2, 3, 4] }
    kill { server = 2 }
    restart {
      servers     = [2, 3]
      may_be_down = true
    }
    await { synced = [1, 2, 3, 4] }
  }
}
