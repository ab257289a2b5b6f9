scenario "local_sessions" {
  summary    = "Sessions are known to one server, until an ephemeral znode makes them global."
  references = ["ZOOKEEPER-1147"]
  releases   = ">= 3.5.0"

  ensemble {
    servers = 3
    config  = { localSessionsEnabled = true, localSessionsUpgradingEnabled = true }
  }

  session "local" { server = 1 }
  session "global" { server = 1 }
  session "upgraded" { server = 1 }
  session "other" { server = 2 }

  step "one session has an ephemeral znode" {
    create "/a" { session = "local" }
    create "/e" {
      session = "global"
      mode    = "ephemeral"
    }
  }

  step "only that one moves" {
    move "global" { server = 2 }
    read "/e" { session = "global" }
    move "local" {
      server   = 2
      may_fail = true
      as       = "move"
    }
    fact "another server about the local session" {
      reported = "refused"
      observed = result.move.outcome
    }
  }

  step "all end" {
    connect "local" { server = 1 }
    create "/b" { session = "local" }
    expire "local" {}
    expire "global" {}
    create "/f" {
      session = "upgraded"
      mode    = "ephemeral"
    }
    close "upgraded" {}
    sync "/" { session = "other" }
    exists "/e" { session = "other" }
  }

  step "nobody writes in the last epoch" {
    lead { server = 2 }
  }
}
