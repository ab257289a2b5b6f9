scenario "a" {
  summary = "The session is called app."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    read "/x" { session = "ap" } # ERROR: No such session
    move "apps" { server = 2 } # ERROR: No such session
    expire "App" {} # ERROR: No such session
    fill "/x" {
      session  = "other" # ERROR: No such session
      children = 3
    }
  }
}
