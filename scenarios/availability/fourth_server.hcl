# The way to add a server without reconfiguration: it starts with the longer list of
# servers, and then each of the others is restarted with it. Server 4 has the shorter
# list from its first leader by then, and takes it for the newer one. When it is
# elected it looks for the leader that this list would designate, which it is not
# itself, and from then on commits nothing (Leader.startZkServer, allowedToCommit). The
# opening of a session is a transaction, so no session is opened, while all servers say
# that they serve. Since 3.5.9 and 3.6.2 leaders do not look unless reconfiguration is
# enabled. 3.5.0 to 3.5.3 cannot tell: two servers of three elect each other there as
# before, and server 4 never leads, however often it is tried.

scenario "fourth_server" {
  summary    = "A fourth server is added by a rolling restart and leads; the ensemble says that it serves, and opens no session."
  releases   = "< 3.5.0 || >= 3.5.4"
  references = ["ZOOKEEPER-3829"]

  expect "availability" { violated_on = ">= 3.5.4, < 3.5.9 || >= 3.6.0, < 3.6.2" }

  ensemble {
    servers = 4

    server "1" { server_list = [1, 2, 3] }
    server "2" { server_list = [1, 2, 3] }
    server "3" { server_list = [1, 2, 3] }
    server "4" { starts = "later" }
  }

  session "before" { server = 1 }

  session "after" { server = 1 }

  step "three servers serve" {
    session = "before"
    lead { server = 3 }
    create "/a" {}
    close "before" {}
  }

  step "a fourth joins them" {
    start { server = 4 }
    await { serving = 4 }
  }

  step "the others learn of it" {
    repeat {
      for_each = [1, 2, 3]
      restart {
        server      = each.value
        server_list = [1, 2, 3, 4]
      }
      await { serving = each.value }
    }
    await { serving = [1, 2, 3, 4] }
  }

  step "server 4 leads, and clients are served" {
    session = "after"
    lead { server = 4 }
    connect "after" {
      within   = "10s"
      may_fail = true
    }
    create "/b" {
      within   = "6s"
      may_fail = true
      as       = "after"
    }
    fact "leader" {
      reported = 4
      observed = leader
    }
    fact "servers that say that they lead or follow" {
      reported = 4
      observed = length([for s in [1, 2, 3, 4] : s if contains(["leader", "follower"], server(s).role)])
    }
    fact "a new session" {
      reported = "none"
      observed = session.after.state == "connected" ? "opened" : "none"
    }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "without server 4 another one leads, and they are" {
    session = "after"
    kill { server = 4 }
    await { serving = [1, 2, 3] }
    exists "/a" { as = "kept" }
    assert {
      condition = result.kept.code != "NoNode"
      guarantee = "durability"
    }
    create "/c" {}
  }
}
