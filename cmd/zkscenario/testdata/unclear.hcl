scenario "unclear" {
  summary = "Nothing can be said."
  ensemble { servers = 1 }
  session "app" { server = 1 }
  step "doubt" {
    create "/x" {}
    require {
      condition = server(1).role == "leader"
      within    = "1s"
    }
  }
}
