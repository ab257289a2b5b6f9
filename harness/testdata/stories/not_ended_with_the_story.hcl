# VERDICT: held

scenario "not_ended_with_the_story" {
  summary = "A request whose reply does not come before the story ends is unknown."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "silence" { # done
    exists "/" {}
    pause { server = 1 }
    set "/" { wait = false }
    kill { server = 1 }
  }
}
