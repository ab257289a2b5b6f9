scenario "a" {
  summary = "Znodes are persistent or ephemeral, and sequential or not."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    create "/x" { mode = "ephemral" } # ERROR: No such mode
  }
}
