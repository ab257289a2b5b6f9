# VERDICT: inconclusive
# BECAUSE: nothing called "lod" goes on

scenario "background_is_none" {
  summary = "What does not go on cannot end."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the wrong name" { # stopped here
    background "load" { path = "/load" }
    repeat { # which hides from the loader that there is none
      times = 1
      until = true
      background "lod" { path = "/load" }
      finish "lod" {}
    }
    finish "lod" {}
  }
}
