scenario "values" {
  summary = "Moments of results and events, functions on what real servers answer, and a transaction of a list."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "texts of an exact size" {
    session = "app"
    create "/a" {
      data = format("%0199d%s", 0, strrepeat("-", 100000))
      as   = "a"
    }
    create "/a/n-" {
      mode = "ephemeral_sequential"
      as   = "n"
    }
    read "/a" { as = "read" }
    require { condition = result.read.stat.data_length == 100199 && endswith(result.read.data, "0-${strrepeat("-", 99999)}") }
    require { condition = regex("n-([0-9]+)$", result.n.path) == ["0000000000"] && startswith(result.n.path, "/a/") }
  }

  step "moments" {
    session = "app"
    watch "/a" {
      mode    = "data"
      session = "other"
      as      = "watched"
    }
    command "srvr" {
      server = 2
      as     = "srvr"
    }
    set "/a" {
      data = "1"
      as   = "set"
    }
    await {
      event   = "NodeDataChanged"
      session = "other"
    }
    require { condition = strcontains(result.srvr.text, "Zxid: 0x") && result.watched.at < result.srvr.at && result.srvr.at < result.set.at }
    require { condition = session.other.events[0].at > result.set.at - result.set.seconds && seconds_since(session.other.events[0].at) < 60 }
    require { condition = clock() > result.set.at && round(result.set.at - result.set.at, 3) == 0 }
  }

  step "rounds until a moment" {
    session = "app"
    repeat {
      until = seconds_since(result.set.at) > 0.2
      sync "/a" {}
    }
    require { condition = alltrue([for id in [1, 2, 3] : server(id).role != ""]) && anytrue([for id in [1, 2, 3] : server(id).role == "leader"]) }
  }

  step "a transaction of a list" {
    session = "app"
    transaction {
      create "/" {
        for_each = ["x", "y", "z"]
        child    = each.value
        data     = each.index
      }
      set "/a" {
        for_each = range(100)
        data     = each.value
      }
      check "/" {
        for_each = { first = "x", last = "z" }
        child    = each.value
        version  = 0
      }
      delete "/a" {
        for_each = [regex("[^/]+$", result.n.path)]
        child    = each.value
      }
      as = "made"
    }
    read "/a" { as = "last" }
    read "/z" { as = "z" }
    require { condition = length(result.made.parts) == 106 && alltrue([for p in result.made.parts : p.outcome == "ok"]) }
    require { condition = result.last.data == "99" && result.last.stat.version == 101 && result.z.data == "2" && result.z.stat.czxid == result.made.zxid }
    transaction {
      delete "/" {
        for_each = ["x", "y", "none"]
        child    = each.value
      }
      fails_with = "NoNode"
    }
    exists "/x" { as = "x" }
    require { condition = result.x.exists }
  }
}
