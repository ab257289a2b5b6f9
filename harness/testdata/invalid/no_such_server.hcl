scenario "a" {
  summary = "The ensemble has the servers 1 to 3."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill { server = 4 }          # ERROR: No such server
    stop { servers = [1, 2, 5] } # ERROR: No such server
    lead { server = 4 }          # ERROR: No such server
    move "app" { server = 4 }    # ERROR: No such server
    connect "app" { server = 0 } # ERROR: No such server
    await { leader = 4 }         # ERROR: No such server
    await { serving = [1, 4] }   # ERROR: No such server
    await { synced = 4 }         # ERROR: No such server
    await { persisted = 4 }      # ERROR: No such server
    await {
      log    = "LEADING"
      server = 4 # ERROR: No such server
    }
    require { condition = server(4).role == "leader" } # ERROR: Invalid function argument
    require { condition = log_line(4, "LEADING") != null } # ERROR: Invalid function argument
    require { condition = log_line(1, "(") != null } # ERROR: Invalid function argument
    require { condition = length(log_lines(4, "LEADING")) == 0 } # ERROR: Invalid function argument
    require { condition = length(log_lines(1, "(")) == 0 } # ERROR: Invalid function argument
  }
}
