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
    transaction { # ERROR: Empty transaction
      create "/a" { for_each = [] }
    }
    transaction { # ERROR: Too many operations: at most 1000000
      create "/a" {
        for_each = [1, 2]
        mode     = "persistent_sequential"
        count    = 600000
      }
    }
    transaction {
      create "/a" {
        for_each = "abc" # ERROR: Not a list
        child    = each.value
      }
      create "/a" {
        for_each = ["a", "/", "c"]
        child    = each.value # ERROR: Invalid path
      }
      set "/a" {
        for_each = [{ name = "b" }]
        child    = each.value.nam # ERROR: Unsupported attribute
      }
      delete "/a" {
        for_eahc = ["b"] # ERROR: Unsupported argument: "for_each"
      }
      check "/a" {
        for_each = ["b"]
        version  = each.key # ERROR: Unsupported attribute
      }
      delete "/a" { child = each.value } # ERROR: Unknown variable
      delete "/a" { for_each = result.none.children } # ERROR: Unsupported attribute
    }
  }
}
