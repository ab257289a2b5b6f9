scenario "tags" {
  summary = "Tags that no command line could name, and one that is there twice."
  tags    = ["fine", "not fine", "", "fine"] # ERROR: Duplicate tag; Invalid tag; Invalid tag

  ensemble { servers = 1 }

  step "one" {}
}
