procedure "write" {
  argument "when" {} # ERROR: Taken name
  create "/x" {}
}

scenario "argument_when" {
  summary = "Each call has this attribute already."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "one" {
    call "write" { when = leader == 3 }
  }
}
