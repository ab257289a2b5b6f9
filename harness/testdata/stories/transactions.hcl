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
}
