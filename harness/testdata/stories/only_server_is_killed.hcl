# VERDICT: held

scenario "only_server_is_killed" {
  summary = "The scenario ends with its only server, whose disk has all writes."

  ensemble { servers = 1 }

  session "app" {}

  step "its end" { # done
    create "/x" {}
    kill { server = 1 }
  }
}
