# VERDICT: held

procedure "both have" {
  argument "path" {}
  argument "one" {}
  argument "other" {}
  require { condition = [for s in [arg.one, arg.other] : contains(keys(s.tree), arg.path)] == [true, true] }
  require { condition = length(arg.one.disk.logged) > 0 }
}

scenario "servers_as_arguments" {
  summary = "A procedure reads the tree and the disk of servers that are its arguments."

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
