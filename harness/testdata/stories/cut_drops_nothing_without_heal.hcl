# VERDICT: inconclusive
# BECAUSE: no receipt: the cut after 400000 bytes from server 3 to server 1 dropped nothing

scenario "cut_drops_nothing_without_heal" {
  summary = "The cut is not healed, and has dropped nothing when the scenario ends."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    cut {
      from  = 3
      to    = 1
      after = "400kB"
    }
  }
}
