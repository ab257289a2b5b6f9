# VERDICT: inconclusive
# BECAUSE: step "which is it": kill: when = session.app.events[0].path == "/x": evaluate

scenario "left_out_without_a_value" {
  summary = "A condition that cannot be evaluated decides nothing."

  ensemble { servers = 3 }

  session "app" {}

  step "which is it" { # stopped here
    create "/x" {}
    kill {
      server = 1
      when   = session.app.events[0].path == "/x"
    }
  }
}
