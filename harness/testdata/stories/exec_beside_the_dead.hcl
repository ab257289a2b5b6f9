# VERDICT: inconclusive
# BECAUSE: exec at server 1: it does not run

scenario "exec_beside_the_dead" {
  summary = "There is nothing beside which the program could run."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the question" { # stopped here
    kill { server = followers[0] }
    exec {
      server  = 1
      command = ["echo"]
    }
  }
}
