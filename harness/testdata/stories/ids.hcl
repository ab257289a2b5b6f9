# VERDICT: held

scenario "ids" {
  summary = "Servers have ids other than 1, 2 and 3."

  ensemble {
    servers   = 3
    observers = 1

    server "1" { id = 7 }
    server "3" { id = 200 }
    server "4" { id = 3 }
  }

  session "app" { server = 200 }

  step "roles" { # done
    require { condition = leader == 200 && followers == [2, 7] && observers == [3] }
    lead { server = 2 }
    kill { server = 200 }
    require { condition = server(200).exited }
    start { server = 200 }
    await { synced = [2, 3, 7, 200] }
  }
}
