scenario "a" {
  summary = "Some words require a label, others have none."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    move { server = 1 } # ERROR: Missing session for move
    create {} # ERROR: Missing path for create
    kill "1" {} # ERROR: Extraneous label for kill
  }
}
