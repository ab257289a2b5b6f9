# VERDICT: held

scenario "modes_of_znodes" {
  summary = "Containers, and znodes with a time to live."

  ensemble {
    servers    = 3
    properties = { "zookeeper.extendedTypesEnabled" = true }
  }

  session "app" { server = 1 }

  step "create" { # done
    create "/c" { mode = "container" }
    create "/t" {
      mode = "persistent_with_ttl"
      ttl  = "1h"
      as   = "t"
    }
    require { condition = result.t.stat.czxid == result.t.zxid }
    create "/t/" {
      mode = "persistent_sequential_with_ttl"
      ttl  = "1h"
      as   = "n"
    }
    require { condition = result.n.path == "/t/0000000000" }
    repeat {
      times = 2
      create "/c" { child = "n${each.index}" }
      fill "/c" {
        child    = "n${each.index}"
        children = 2
        within   = "1m"
      }
    }
    children "/c" { as = "c" }
    require { condition = result.c.children == ["n0", "n1"] }
  }
}
