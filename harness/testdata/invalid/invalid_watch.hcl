scenario "a" {
  summary = "Watches have modes."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    watch "/a" {} # ERROR: Missing required argument
    watch "/a" { mode = "any" } # ERROR: No such mode
    unwatch "/a" { mode = "exists" } # ERROR: No such mode
    watch "/a" { mode = "persistent_recursiv" } # ERROR: No such mode
  }
}
