scenario "a" {
  summary = "Words have fixed names."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kil { server = 1 } # ERROR: Unsupported block type
    sleep { seconds = 5 } # ERROR: Unsupported block type: await names
    wait { within = "5s" } # ERROR: Unsupported block type: seconds_since
    delay {} # ERROR: Unsupported block type: does not wait for time
    condition = true # ERROR: Unsupported argument
  }
}
