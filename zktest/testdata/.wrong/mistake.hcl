scenario "mistake" {
  summary  = "A word is misspelt."
  ensemble { servers = 3 }
  step "a mistake" {
    kil { server = 1 }
  }
}
