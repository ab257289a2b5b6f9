# VERDICT: inconclusive
# BECAUSE: The attribute "to" cannot have this value: null value is not allowed

scenario "rolled_back_to_nothing" {
  summary = "A zxid without a value must not excuse everything."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "no snapshot is left" { # stopped here
    kill { server = 1 }
    wipe { server = 1 }
    rolled_back { to = server(1).disk.snapshot }
  }
}
