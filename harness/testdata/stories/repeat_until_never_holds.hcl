# VERDICT: inconclusive
# BECAUSE: after 4 rounds it is still not so that result.seen.data == "2" ("1" != "2")

scenario "repeat_until_never_holds" {
  summary = "The condition does not hold after all rounds."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the rounds" { # stopped here
    create "/a" { data = "1" }
    repeat {
      until = result.seen.data == "2"
      times = 4
      read "/a" { as = "seen" }
    }
  }
}
