scenario "grow_by_rolling_restart" {
  summary = "A fourth server joins three, which learn of it by being restarted one after the other; all four serve."

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
    create "/a" { session = "before" }
    lead { server = 3 }
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
    create "/b" { session = "after" }
    exists "/a" {
      session = "after"
      as      = "kept"
    }
    assert {
      condition = result.kept.code != "NoNode"
      guarantee = "durability"
    }
  }
}
