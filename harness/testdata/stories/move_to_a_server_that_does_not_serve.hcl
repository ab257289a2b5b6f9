# VERDICT: held
# RUNTIME: {"Deviations": [{"Server": 3, "Lost": true, "Start": 2}]}

scenario "move_to_a_server_that_does_not_serve" {
  summary = "The result of a move without an answer names the server and the session that were asked for."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the move" { # done
    create "/x" { as = "before" }
    restart { server = 3 }
    move "app" {
      server   = 3
      within   = "300ms"
      may_fail = true
      as       = "move"
    }
    require { condition = result.move.outcome == "unknown" && result.move.server == 3 && result.move.session == result.before.session }
    move "app" {
      server = 2
      as     = "other"
    }
    require { condition = result.other.server == 2 && result.other.session == result.before.session }
  }
}
