scenario "a" {
  summary = "fill creates children or sets the znode."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    fill "/x" {} # ERROR: What to fill with?
    fill "/x" { children = -1 } # ERROR: What to fill with?
    fill "/x" { # ERROR: What to fill with?
      children = 3
      until    = "0x100000005"
    }
  }
}
