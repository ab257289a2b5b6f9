# VERDICT: inconclusive
# BECAUSE: wipe: server 2 runs

scenario "wipe_of_the_living" {
  summary = "A server that runs is not to be wiped."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    wipe { server = followers[1] }
  }
}
