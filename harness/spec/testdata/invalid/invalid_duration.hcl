scenario "a" {
  summary = "Durations must have a unit and be positive."

  ensemble { servers = 3 }

  session "a" { timeout = "10" } # ERROR: Invalid duration
  session "b" { timeout = "ten seconds" } # ERROR: Invalid duration
  session "c" { timeout = "-1s" } # ERROR: Invalid duration
  session "d" { timeout = "0s" } # ERROR: Invalid duration

  step "one" {}
}
