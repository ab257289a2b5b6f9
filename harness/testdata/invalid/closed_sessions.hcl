scenario "a" {
  summary = "A session that is closed or disconnected sends no requests."

  ensemble { servers = 3 }

  session "app" {}

  session "other" { server = 2 }


  step "one" {
    close "app" {}
    read "/" { session = "app" } # ERROR: Session is over
    close "app" {} # ERROR: Session is over
    connect "app" {}
    read "/" { session = "app" }
    disconnect "app" {}
    transaction {
      session = "app" # ERROR: Session is away
      create "/a" {}
    }
    read "/" {
      session  = "app"
      may_fail = true
    }
    connect "app" {}
    close "app" { wait = false }
    read "/" { session = "app" } # ERROR: Session is over
    connect "app" { wait = false }
    kill { server = 3 }
    connect "app" {
      server = 3
      wait   = false
    }
    fill "/a" {
      session  = "app" # ERROR: Server of the session does not run
      children = 1
      wait     = false
    }
    fill "/b" {
      session  = "app"
      children = 1
      may_fail = true
    }
    move "app" { server = 2 }
    read "/" { session = "app" }
  }
}
