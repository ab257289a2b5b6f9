# VERDICT: inconclusive
# BECAUSE: rounds in 50ms it is still not so that result.seen.data == "2"

scenario "repeat_exceeds_limit" {
  summary = "The condition does not hold within the limit."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the rounds" { # stopped here
    create "/a" { data = "1" }
    repeat {
      until  = result.seen.data == "2"
      within = "50ms"
      read "/a" { as = "seen" }
    }
  }
}
