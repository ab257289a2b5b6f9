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
    kill { server = 3 }
    move "app" { server = 2 }
    read "/" { session = "app" }
  }
}
