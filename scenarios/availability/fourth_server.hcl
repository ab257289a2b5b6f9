# The way to add a server without reconfiguration: it starts with the longer list of
# servers, and then each of the others is restarted with it.

scenario "fourth_server" {
  summary    = "A fourth server is added by a rolling restart and leads; the ensemble says that it serves, and opens no session."
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

  step "clients are served" {
    session = "after"
    connect "after" {
      within   = "10s"
      may_fail = true
    }
    create "/b" {
      within   = "6s"
      may_fail = true
      as       = "after"
    }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "they are in any case when the leader goes" {
    kill { server = leader }
    await { epoch = 2 }
  }
}
