scenario "a" {
  summary = "Expected outcomes of an operation must not contradict each other."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    create "/a" { fails_with = "NodeExist" } # ERROR: No such code
    create "/a" { fails_with = "ConnectionLoss" } # ERROR: No such code
    create "/a" {
      fails_with = "NodeExists"
      may_fail   = true # ERROR: Contradictory outcomes
    }
    create "/a" {
      fails_with = "NodeExists"
      wait       = false # ERROR: Contradictory outcomes
    }
    create "/a" { within = "4" } # ERROR: Invalid duration
    move "app" {
      server = 2
      within = "-1s" # ERROR: Invalid duration
    }
    create "/a" {
      data = "x"
      size = "1kB" # ERROR: Contradictory data
    }
    create "/a" { size = "1XB" } # ERROR: Invalid size
  }
}
