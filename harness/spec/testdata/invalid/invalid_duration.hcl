scenario "a" {
  summary = "Durations have units, and pass."

  ensemble { servers = 3 }

  session "a" { timeout = "10" } # ERROR: Invalid duration
  session "b" { timeout = "ten seconds" } # ERROR: Invalid duration
  session "c" { timeout = "-1s" } # ERROR: Invalid duration
  session "d" { timeout = "0s" } # ERROR: Invalid duration

  step "one" {}
}
