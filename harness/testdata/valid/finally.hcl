scenario "finally" {
  summary = "The last words may find whatever the steps left behind when they ended early."

  ensemble {
    servers = 4

    server "4" { starts = "later" }
  }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "everything happens" {
    create "/made" {
      session = "app"
      as      = "made"
    }
    background "load" {
      path    = "/load"
      session = "app"
    }
    close "other" {}
    kill { server = 1 }
    start { server = 1 }
    kill { server = 2 }
    pause { server = 3 }
    partition { groups = [[1], [2, 3, 4]] }
  }

  finally "everything is back" {
    require { condition = result.made.outcome == "refused" || result.made.code == "ConnectionLoss" }
    start { servers = [1, 2, 4] }
    resume { server = 3 }
    heal {}
    finish "load" {}
    await { synced = [1, 2, 3, 4] }
    connect "other" {}
    create "/x" { session = "other" }
  }

  finally "another look" {
    start { server = 1 }
    read "/x" { session = "app" }
  }
}
