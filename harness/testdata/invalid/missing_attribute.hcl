scenario "a" {
  summary = "Some attributes are required."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    move "app" {} # ERROR: Missing required argument
    lead {} # ERROR: Missing required argument
    require {} # ERROR: Missing required argument
    assert { condition = leader == 3 } # ERROR: Missing required argument
    fact "servers" { reported = 3 } # ERROR: Missing required argument
  }
}
