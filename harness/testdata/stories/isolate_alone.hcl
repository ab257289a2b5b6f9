# VERDICT: inconclusive
# BECAUSE: isolate: isolate servers [1]: there is nothing between these machines

scenario "isolate_alone" {
  summary = "The only server cannot be cut off from others."

  ensemble { servers = 1 }

  session "app" {}

  step "the fault" { # stopped here
    isolate { server = 1 }
  }
}
