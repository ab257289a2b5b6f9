scenario "quorums" {
  summary = "Words that may work, or are expected to fail, are no mistakes."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "ends" {
    exists "/" {}
    kill { servers = [1, 2] }
    create "/a" { may_fail = true }
    create "/b" { wait = false }
    create "/c" { fails_with = "NoNode" }
    read "/" {}
    await {
      log    = "LOOKING"
      server = 1
    }
    start { servers = [1, 2] }
    await { synced = [1, 2, 3] }
    create "/d" {}
  }

  step "frozen" {
    pause { server = 3 }
    create "/e" {
      wait = false
      as   = "e"
    }
    resume { server = 3 }
    await { result = "e" }
    require { condition = result.e.outcome == "ok" }
    pause { server = 1 }
    kill { server = 1 }
    start { server = 1 }
  }

  step "exits" {
    exec {
      server  = 2
      command = ["true"]
    }
    await { exited = 2 }
    start { server = 2 }
  }
}

scenario "networks" {
  summary = "Words that work in a divided network."

  ensemble { servers = 5 }

  session "app" { server = 3 }

  step "majority" {
    partition { groups = [[1, 2], [3, 4, 5]] }
    await { serving = [3, 4, 5] }
    create "/a" {}
    heal {}
    isolate { server = 3 }
    read "/" {}
    heal {}
    cut {
      from = 3
      to   = [1, 2, 4, 5]
      port = "quorum"
    }
    create "/b" { may_fail = true }
    create "/c" {}
  }

  step "uncertain" {
    heal {}
    isolate { server = leader }
    create "/d" {}
    heal {}
    parallel {
      isolate { server = 3 }
      heal {}
    }
    create "/e" {}
    repeat {
      until = each.index == 0
      partition { groups = [[1], [2], [3], [4], [5]] }
    }
    create "/f" {}
  }
}

scenario "members" {
  summary = "The voters change during the scenario."

  ensemble {
    servers   = 5
    observers = 1
  }

  session "app" { server = 4 }

  step "two voters leave" {
    reconfig { leaving = ["1", "2"] }
    kill { servers = [1, 2, 3] }
    create "/a" {}
    await { leader = 6 }
  }
}

scenario "weights" {
  summary = "One server has more votes than the others."

  ensemble {
    servers = 3
    config  = { "group.1" = "1:2:3", "weight.1" = 3, "weight.2" = 1, "weight.3" = 1 }
  }

  session "app" { server = 1 }

  step "one is enough" {
    kill { servers = [2, 3] }
    create "/a" {}
  }
}

scenario "loads" {
  summary = "Loads that may run or not."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "loads" {
    repeat {
      until = each.index == 0
      background "load" { path = "/load" }
    }
    finish "load" {}
    background "load" { path = "/load" }
    finish "load" {}
    background "load" { path = "/load" }
  }
}
