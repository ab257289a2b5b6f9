# VERDICT: inconclusive
# BECAUSE: step "the faults": kill: kill server 1: it does not run

scenario "kill_exited_server" {
  summary = "A server that has exited cannot be killed."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the faults" { # stopped here
    kill { server = 1 }
    kill { server = leader - 2 }
  }
}
