scenario "a" {
  summary = "fill creates children or sets the znode."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    fill "/x" {} # ERROR: Invalid choice of writes
    fill "/x" { children = -1 } # ERROR: Invalid choice of writes
    fill "/x" { # ERROR: Invalid choice of writes
      children = 3
      until    = "0x100000005"
    }
    fill "/x" {
      until    = "0x100000005"
      may_fail = true # ERROR: Contradictory outcomes: may_fail is for children
    }
  }
}
