# VERDICT: held

scenario "observers" {
  summary = "An ensemble with an observer."

  ensemble {
    servers   = 3
    observers = 1
  }

  step "roles" { # done
    require { condition = leader == 3 && followers == [1, 2] && observers == [4] }
    require { condition = server(4).role == "observer" }
    kill { server = 4 }
    require { condition = observers == [] && server(4).role == "" && server(4).exited }
  }
}
