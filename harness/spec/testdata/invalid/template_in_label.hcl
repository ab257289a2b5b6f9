scenario "a" {
  summary = "Labels of blocks are plain text."

  ensemble { servers = 3 }

  step "one" {
    create "/x${each.index}" {} # ERROR: Invalid string literal: named by the attribute child
  }
}
