# VERDICT: held

scenario "syncs_of_a_life" {
  summary = "How a server was synced stays known in the same life of its process, without a leader and after another sync."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 1 is synced" { # done
    create "/before" { as = "before" }
    restart { server = 1 }
    await { synced = 1 }
    require {
      condition = server(1).sync == "DIFF" && server(1).sync_zxid == result.before.zxid && server(1).uptodate
    }
  }

  step "its leader dies" { # done
    kill { server = 2 }
    kill { server = 3 }
    await {
      server = 1
      log    = "New election"
    }
    require {
      condition = server(1).role == "" && !server(1).uptodate
      within    = "10s"
    }
    require { condition = server(1).sync == "DIFF" && server(1).sync_zxid == result.before.zxid }
    require { condition = length(server(1).syncs) == 1 && server(1).syncs[0].kind == "DIFF" && server(1).syncs[0].zxid == result.before.zxid }
  }

  step "another leader syncs it" { # done
    start { servers = [2, 3] }
    await { synced = 1 }
    require {
      condition = length(server(1).syncs) == 2 && server(1).uptodate && server(1).sync_zxid == server(1).syncs[1].zxid
    }
    require { condition = length(server(leader).syncs) == 0 && server(leader).sync == null }
  }

  step "a new process knows nothing of that" { # done
    kill { server = 1 }
    start { server = 1 }
    await { synced = 1 }
    require { condition = length(server(1).syncs) == 1 }
  }
}
