scenario "a" {
  summary = "Either children are created or the znode is set."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    fill "/x" {} # ERROR: Invalid choice of writes
    fill "/x" { children = -1 } # ERROR: Invalid choice of writes
    fill "/x" { # ERROR: Invalid choice of writes
      children = 3
      until    = "0x100000005"
    }
  }
}
