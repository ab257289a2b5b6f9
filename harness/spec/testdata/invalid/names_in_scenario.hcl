scenario "names" {
  summary = "Names that expressions cannot use, and words outside of steps."

  ensemble { servers = 1 }

  session "" {} # ERROR: Invalid name: session.NAME

  session "app" {}

  session "app" {} # ERROR: Duplicate session

  kill { server = 1 } # ERROR: Unsupported block type: Actions and assertions belong in a step

  step "one" {
    read "/" {}
  }
}
