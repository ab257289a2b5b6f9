scenario "a" {
  summary = "Paths are absolute."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    create "x" {} # ERROR: Invalid path
    read "/x/" {} # ERROR: Invalid path
    delete "/x//y" {} # ERROR: Invalid path
    children "/x/../y" {} # ERROR: Invalid path
    fill "" { children = 3 } # ERROR: Invalid path
  }
}
