# VERDICT: held

scenario "faults_of_network" {
  summary = "Cuts add up, and heal ends them all."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "a partition" { # done
    partition { groups = [[1], [2, 3]] }
    isolate { server = 2 }
    heal {}
  }

  step "cuts of every kind" { # done
    cut {
      from      = 1
      to        = [2, 3]
      direction = "one_way"
    }
    cut {
      from = leader
      to   = followers
      port = "quorum"
    }
    cut {
      from = [1, 2]
      to   = [2, 1]
      port = 7000
    }
    cut {
      from = [1, 2]
      to   = [2, 1]
      port = "7000"
    }
    heal {}
  }

  step "an exited server" { # done
    kill { server = 1 }
    isolate { servers = [1] }
    isolate {
      server  = 1
      clients = true
    }
    heal {}
    start { server = 1 }
    await { synced = [1, 2, 3] }
  }

  step "no servers" { # done
    isolate { servers = [] }
  }

  step "a cut that begins later" { # done
    cut {
      from  = 3
      to    = [1, 2]
      port  = "quorum"
      after = "20kB"
    }
    create "/bulk" {}
    fill "/bulk" {
      children = 5
      size     = "5kB"
    }
    await { stalled = [1, 2] }
    heal {}
  }
}
