# VERDICT: inconclusive
# BECAUSE: exit code 1 instead of 0

scenario "exec_fails" {
  summary = "The program has another exit code."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the question" { # stopped here
    exec {
      server  = 1
      command = ["false"]
    }
  }
}
