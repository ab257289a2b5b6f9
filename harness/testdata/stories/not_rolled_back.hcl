# VERDICT: inconclusive
# BECAUSE: no receipt: a majority still has what clients have seen: server 2 has 0x10000000

scenario "not_rolled_back" {
  summary = "Two of three servers still have what the scenario calls rolled back."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "only server 1 loses what it has" { # stopped here
    create "/kept" {}
    kill { servers = [1, 2, 3] }
    wipe { server = 1 }
    rolled_back {}
  }
}
