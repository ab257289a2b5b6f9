# VERDICT: held

scenario "faults_of_servers" {
  summary = "Servers are killed, stopped, paused and started again."

  ensemble { servers = 5 }

  session "app" { server = 5 }

  step "no servers" { # done
    kill { servers = [] }
  }

  step "several servers" { # done
    kill { servers = [1, 2] }
    require { condition = server(1).exited && server(2).exited && !server(3).exited && server(1).role == "" }
    start { servers = [1, 2] }
    await { synced = [1, 2, 3, 4, 5] }
    require { condition = !server(1).exited }
  }

  step "stop and restart" { # done
    stop { server = 1 }
    await { exited = 1 }
    start { server = 1 }
    restart { server = 2 }
    await { synced = [1, 2] }
  }

  step "pause and resume" { # done
    pause { server = 1 }
    require { condition = server(1).role == "" && !server(1).exited && length(followers) == 3 }
    create "/x" { data = "1" }
    resume { server = 1 }
    await { synced = [1, 2, 3, 4, 5] }
    require { condition = differences(server(1).tree, server(5).tree) == [] }
  }
}
