scenario "a" {
  summary = "Guarantees have fixed names."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    await {
      leader    = 1
      guarantee = "avalability" # ERROR: No such guarantee
    }
    assert {
      condition = leader == 1
      guarantee = "durabilty" # ERROR: No such guarantee
    }
    assert {
      condition = leader == 1
      guarantee = "" # ERROR: No such guarantee
    }
  }
}
