scenario "a" {
  summary = "Invalid ranges of releases."

  expect "durability" { violated_on = "since 3.5.0" } # ERROR: Invalid range of releases
  expect "rejoin" { violated_on = ">= 3.5.0-alpha" } # ERROR: Invalid range of releases
  expect "atomicity" { violated_on = "" } # ERROR: Invalid range of releases
  expect "availability" { violated_on = ">= 3.5.0 and < 3.6.0" } # ERROR: Invalid range of releases
  expect "watch_order" { violated_on = "3.5.0, , 3.6.0" } # ERROR: Invalid range of releases

  ensemble { servers = 3 }

  step "one" {}

  control "b" {
    because = "It must hold."
    release = "3.4.14"
    on      = "<> 3.5.0" # ERROR: Invalid range of releases
  }
}
