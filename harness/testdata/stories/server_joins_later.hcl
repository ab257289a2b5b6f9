# VERDICT: held

scenario "server_joins_later" {
  summary = "A fourth server starts later, and the others get it in their lists one by one."

  ensemble {
    servers = 4

    server "1" { server_list = [1, 2, 3] }
    server "2" { server_list = [1, 2, 3] }
    server "3" { server_list = [1, 2, 3] }
    server "4" { starts = "later" }
  }

  session "app" { server = 1 }

  step "three serve" { # done
    require { condition = leader == 3 && followers == [1, 2] && !server(4).exited && server(4).role == "" }
    lead { server = 2 }
    create "/a" {}
  }

  step "the fourth starts" { # done
    start { server = 4 }
    await { synced = 4 }
  }

  step "the others list it" { # done
    repeat {
      for_each = [1, 2, 3]
      restart {
        server      = each.value
        server_list = [1, 2, 3, 4]
      }
      await { serving = each.value }
    }
    await { synced = [1, 2, 3, 4] }
    require { condition = length(followers) == 3 }
  }
}
