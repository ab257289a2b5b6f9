scenario "a" {
  summary = "A transaction contains some kinds of operations."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    transaction {} # ERROR: Empty transaction
    transaction {
      read "/a" {} # ERROR: Unsupported block type
    }
    transaction {
      create "/a" { mode = "ephemral" } # ERROR: No such mode
      set "/a" { versoin = 1 } # ERROR: Unsupported argument
      check "/a" {} # ERROR: Missing required argument
      delete "a" {} # ERROR: Invalid path
      create "/a" { count = 2 } # ERROR: Same path twice
      set {} # ERROR: Missing path for set
      create "/a" { data = result.none.data } # ERROR: Unsupported attribute
      create "/a" { as = "x" } # ERROR: Unsupported argument
    }
  }
}
