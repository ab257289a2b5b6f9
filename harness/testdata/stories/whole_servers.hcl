# VERDICT: held

procedure "both have" {
  argument "path" {}
  argument "one" {}
  argument "other" {}
  require { condition = [for s in [arg.one, arg.other] : contains(keys(s.tree), arg.path)] == [true, true] }
  require { condition = length(arg.one.disk.logged) > 0 }
}

scenario "whole_servers" {
  summary = "A server that is given to a procedure as a whole has its tree and its disk there."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "a znode is on all servers" {
    create "/a" {}
    await { synced = [1, 2, 3] }
    call "both have" {
      path  = "/a"
      one   = server(1)
      other = server(2)
    }
    require { condition = [for s in [for id in [1, 2, 3] : server(id)] : s.tree["/a"] == server(1).tree["/a"]] == [true, true, true] }
    repeat {
      for_each = [for id in [1, 2] : server(id)]
      require { condition = each.value.tree["/a"] != "" }
    }
  }
}
