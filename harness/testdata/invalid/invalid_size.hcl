scenario "a" {
  summary = "Sizes are numbers of bytes, with a unit or not."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    fill "/x" {
      children = 3
      size     = "10 kilobytes" # ERROR: Invalid size
    }
    fill "/x" {
      children = 3
      sizes    = ["1kB", "-1"] # ERROR: Invalid size
    }
    fill "/x" {
      children = 3
      size     = "65MiB" # ERROR: Invalid size
    }
  }
}
