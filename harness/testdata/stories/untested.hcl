# VERDICT: untested
# BECAUSE: held, but nothing was tested

scenario "untested" {
  summary = "Nothing is done, and a single server has nobody to differ from."

  ensemble { servers = 1 }

  step "nothing" {
    require { condition = leader == 1 }
  }
}
