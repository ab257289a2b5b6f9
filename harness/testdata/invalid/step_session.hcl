scenario "step_session" {
  summary = "A step's session must exist."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 1 }

  step "misspelt" {
    session = "ap" # ERROR: No such session: Did you mean "app"?
    set "/a" {}
  }

  step "none" {
    set "/a" {} # ERROR: Ambiguous session
  }

  step "misspelt attribute" {
    sessions = "app" # ERROR: Unsupported argument: Did you mean "session"?
    set "/a" { session = "other" }
  }

  step "parallel" {
    session = "app"
    parallel {} # ERROR: Nothing to do
    parallel { times = 3 } # ERROR: Unsupported argument
    sequence {
      stop { server = 4 } # ERROR: No such server
    }
  }
}
