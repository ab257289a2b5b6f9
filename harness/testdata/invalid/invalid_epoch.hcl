scenario "a" {
  summary = "Epochs count from 1."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    lead {
      server = 1
      epoch  = -1 # ERROR: Invalid epoch
    }
    await { epoch = -1 } # ERROR: Invalid epoch
  }
}
