scenario "a" {
  summary = "Words have fixed names."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kil { server = 1 } # ERROR: Unsupported block type
    condition = true # ERROR: Unsupported argument
  }
}
