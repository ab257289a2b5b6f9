variable "mode" { default = "fast" }

procedure "any" {
  argument "wanted" { default = null }
  require { condition = arg.wanted == null || arg.wanted == "1" || arg.wanted == 1 }
}

scenario "comparisons" {
  summary = "Comparisons that may hold."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    read "/" {
      may_fail = true
      as       = "x"
    }
    require { condition = result.x.data == "1" || result.x.data == null || result.x.code == "Timeout" || result.x.code == "127" }
    require { condition = server(1).role == "" || server(1).sync == null || server(1).elected_with == null }
    require { condition = epoch(result.x.zxid) > 0 && session.app.state != "closed" }
    require { condition = var.mode == "slow" || [for f in followers : f if f == 2] == [2] }
    call "any" {}
    call "any" { wanted = 1 }
    call "any" { wanted = "1" }
    repeat {
      for_each = [1, "all"]
      require { condition = each.value == "all" || each.value == 1 }
    }
  }
}
