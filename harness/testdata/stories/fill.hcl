# VERDICT: held

scenario "fill" {
  summary = "Children are created, and a znode is set until a zxid."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "children" { # done
    create "/bulk" {}
    fill "/bulk" {
      children = 3
      prefix   = "c"
      sizes    = ["1kB", "10"]
    }
    children "/bulk" { as = "listed" }
    require { condition = result.listed.children == ["c0000", "c0001", "c0002"] }
    read "/bulk/c0000" { as = "first" }
    read "/bulk/c0001" { as = "second" }
    read "/bulk/c0002" { as = "third" }
    require { condition = [result.first.stat.data_length, result.second.stat.data_length, result.third.stat.data_length] == [1000, 10, 1000] }
  }

  step "sets" { # done
    fill "/bulk" {
      until     = "0x100000100"
      size      = "1KiB"
      in_flight = 7
    }
    read "/bulk" { as = "bulk" }
    require { condition = result.bulk.stat.mzxid == zxid("0x100000100") && result.bulk.stat.data_length == 1024 }
  }
}
