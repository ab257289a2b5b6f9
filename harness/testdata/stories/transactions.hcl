# VERDICT: held

scenario "transactions" {
  summary = "Transactions apply completely or not at all."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "all" { # done
    create "/a" { data = "1" }
    transaction {
      set "/a" {
        data    = "2"
        version = 0
      }
      check "/a" { version = 1 }
      create "/a" {
        child = "b"
        size  = "1kB"
      }
      create "/a/n" {
        mode  = "persistent_sequential"
        count = 3
      }
      delete "/a/b" {}
      as = "all"
    }
    read "/a" { as = "a" }
    require { condition = result.a.data == "2" && result.a.stat.num_children == 3 && result.a.stat.mzxid == result.all.zxid }
    require { condition = [for p in result.all.parts : p.path] == ["/a", "/a", "/a/b", "/a/n0000000001", "/a/n0000000002", "/a/n0000000003", "/a/b"] }
    require { condition = [for p in result.all.parts : p.path if p.outcome != "ok"] == [] }
  }

  step "nothing" { # done
    transaction {
      create "/c" {}
      check "/a" { version = 7 }
      delete "/a" {}
      fails_with = "BadVersion"
      as         = "none"
    }
    require { condition = [for p in result.none.parts : p.code] == ["", "BadVersion", "RuntimeInconsistency"] }
    exists "/c" { as = "c" }
    require { condition = result.c.code == "NoNode" }
  }

  step "operations from a list" {
    create "/list" { as = "list" }
    repeat {
      times    = 2
      iterator = "outer"
      transaction {
        create "/list" {
          for_each = ["x", "y", result.list.path == "/list" ? "z" : "none"]
          child    = "${each.value}${outer.index}"
          data     = each.index
        }
        set "/list" {
          for_each = range(25)
          data     = each.value
        }
        as = "made${outer.index}"
      }
    }
    children "/list" { as = "made" }
    read "/list/z1" { as = "z" }
    read "/list" { as = "data" }
    require { condition = result.made.children == ["x0", "x1", "y0", "y1", "z0", "z1"] && result.z.data == "2" }
    require { condition = result.data.data == "24" && result.data.stat.version == 50 && length(result.made1.parts) == 28 }
    transaction {
      check "/list" {
        for_each = { a = "x0", b = "x1" }
        child    = each.value
        version  = 0
      }
      delete "/list" {
        for_each = result.made.children
        child    = each.value
        version  = 0
      }
      create "/list" {
        for_each = []
        child    = each.value
      }
      create "/list/n" {
        for_each = ["a", "b"]
        mode     = "persistent_sequential"
        count    = 2
        data     = each.value
      }
      as = "deleted"
    }
    children "/list" { as = "left" }
    require { condition = length(result.deleted.parts) == 12 && length(result.left.children) == 4 }
  }
}
