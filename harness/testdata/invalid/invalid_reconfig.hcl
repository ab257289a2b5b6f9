scenario "a" {
  summary = "reconfig takes changes or all members."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    reconfig {} # ERROR: No change of members
    reconfig {
      leaving = ["3"]
      members = ["server.1=a:1:2;3"] # ERROR: Contradictory change
    }
  }
}
