# VERDICT: inconclusive
# BECAUSE: after 4 rounds it is still not so that result.seen.data == "2" ("1" != "2")

scenario "repeat_in_vain" {
  summary = "What was to be seen does not come."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "looked for" { # stopped here
    create "/a" { data = "1" }
    repeat {
      until = result.seen.data == "2"
      times = 4
      read "/a" { as = "seen" }
    }
  }
}
