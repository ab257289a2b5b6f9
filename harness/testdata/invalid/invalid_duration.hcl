scenario "a" {
  summary = "Durations have units."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    await {
      leader = 1
      within = "15" # ERROR: Invalid duration
    }
    require {
      condition = leader == 1
      within    = "soon" # ERROR: Invalid duration
    }
    assert {
      condition = leader == 1
      guarantee = "availability"
      within    = "0s" # ERROR: Invalid duration
    }
  }
}
