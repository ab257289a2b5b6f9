scenario "tags" {
  summary = "Tags that cannot be given on a command line, and one that is given twice."
  tags    = ["fine", "not fine", "", "fine"] # ERROR: Duplicate tag; Invalid tag; Invalid tag

  ensemble { servers = 1 }

  step "one" {}
}
