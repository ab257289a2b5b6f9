# VERDICT: inconclusive
# BECAUSE: no receipt: the cut after 400000 bytes from server 3 to server 1 dropped nothing

scenario "cut_drops_nothing" {
  summary = "Fewer bytes pass than the cut lets through, so it has no effect."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    cut {
      from  = 3
      to    = 1
      after = "400kB"
    }
    heal {}
  }
}
