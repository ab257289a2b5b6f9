# VERDICT: inconclusive
# BECAUSE: rounds in 50ms it is still not so that result.seen.data == "2"

scenario "repeat_too_long" {
  summary = "What was to be seen does not come in time."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "looked for" { # stopped here
    create "/a" { data = "1" }
    repeat {
      until  = result.seen.data == "2"
      within = "50ms"
      read "/a" { as = "seen" }
    }
  }
}
