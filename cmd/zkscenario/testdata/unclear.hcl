scenario "unclear" {
  summary = "The condition never holds."
  ensemble { servers = 1 }
  session "app" { server = 1 }
  step "unclear" {
    create "/x" {}
    require {
      condition = server(1).role == "leader"
      within    = "1s"
    }
  }
}
