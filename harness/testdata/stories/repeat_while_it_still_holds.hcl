# VERDICT: inconclusive
# BECAUSE: repeat: after 3 rounds it is still so that each.index < 10 (3 < 10)

scenario "repeat_while_it_still_holds" {
  summary = "The condition still holds after the greatest number of rounds."

  ensemble { servers = 1 }

  session "app" {}

  step "again" { # stopped here
    create "/x" {}
    repeat {
      while = each.index < 10
      times = 3
      set "/x" {}
    }
  }
}
