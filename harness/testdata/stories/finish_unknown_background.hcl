# VERDICT: inconclusive
# BECAUSE: nothing called "lod" goes on

scenario "finish_unknown_background" {
  summary = "A load that does not run cannot be finished."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the wrong name" { # stopped here
    background "load" { path = "/load" }
    repeat { # hides from the forecast that there is no such load
      times = 1
      until = each.index == 0
      background "lod" { path = "/load" }
      finish "lod" {}
    }
    finish "lod" {}
  }
}
