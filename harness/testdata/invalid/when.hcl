scenario "when" {
  summary = "Conditions of words."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "one" {
    kill {
      server = 3
      when   = "often" # ERROR: Wrong type
    }
    kill {
      server = 3
      when   = result.none.exists # ERROR: Unsupported attribute
    }
    create "/a" {
      as   = "made"
      when = result.made.outcome == "ok" # ERROR: Unsupported attribute
    }
    transaction {
      set "/a" { when = true } # ERROR: Unsupported argument
    }
    kill {
      server = 4 # ERROR: No such server
      when   = leader == 3
    }
  }
}
