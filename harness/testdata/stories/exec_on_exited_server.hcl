# VERDICT: inconclusive
# BECAUSE: exec at server 1: it does not run

scenario "exec_on_exited_server" {
  summary = "A program cannot run, since the server has exited."

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
