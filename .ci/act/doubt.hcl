# Of which nothing can be said, so that a workflow is seen to tell doubt from what is wrong.
scenario "doubt" {
  summary = "A precondition is missing."

  ensemble { servers = 1 }

  session "app" { server = 1 }

  step "what is not so is required" {
    read "/" { as = "seen" }
    require { condition = result.seen.data == "something" }
  }
}
