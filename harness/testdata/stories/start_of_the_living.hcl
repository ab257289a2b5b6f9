# VERDICT: inconclusive
# BECAUSE: step "the fault": start: server 1 runs already

scenario "start_of_the_living" {
  summary = "Who runs cannot be started."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    start { server = followers[0] }
  }
}
