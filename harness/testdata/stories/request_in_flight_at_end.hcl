# VERDICT: held

scenario "request_in_flight_at_end" {
  summary = "A request that has no reply at the end of the scenario is unknown."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the request" { # done
    exists "/" {}
    pause { server = 1 }
    set "/" { wait = false }
    kill { server = 1 }
  }
}
