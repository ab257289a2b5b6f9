scenario "a" {
  summary = "Only some modes have a TTL, and those need one."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    create "/a" { ttl = "1s" } # ERROR: No TTL
    create "/b" { mode = "persistent_with_ttl" } # ERROR: Missing TTL
    create "/c" {
      mode = "persistent_with_ttl"
      ttl  = "soon" # ERROR: Invalid duration
    }
    create "/d" {
      mode = "persistent_sequential_with_ttl"
      ttl  = "1000000h" # ERROR: Invalid duration
    }
  }
}
