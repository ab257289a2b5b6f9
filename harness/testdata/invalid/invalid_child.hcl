scenario "a" {
  summary = "The path with its child must be valid."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    create "/a" { child = "" } # ERROR: Invalid path
    create "/a" { child = "b//c" } # ERROR: Invalid path
    create "/a" { child = ".." } # ERROR: Invalid path
    create "/a/" {} # ERROR: Invalid path
    create "/a/" { mode = "persistent_sequential" }
  }
}
