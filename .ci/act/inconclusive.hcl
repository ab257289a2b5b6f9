# An inconclusive scenario, for the test that a workflow reports it apart from wrong verdicts.
scenario "inconclusive" {
  summary = "A precondition is missing."

  ensemble { servers = 1 }

  session "app" { server = 1 }

  step "a false condition is required" {
    read "/" { as = "seen" }
    require { condition = result.seen.data == "something" }
  }
}
