# VERDICT: inconclusive
# BECAUSE: command "ruok": server 1 did not answer

scenario "command_without_answer" {
  summary = "The server has exited, so it does not answer."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the question" { # stopped here
    kill { server = followers[0] }
    command "ruok" { server = 1 }
  }
}
