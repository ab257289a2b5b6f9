# VERDICT: held

variable "path" { default = "/x" }

locals {
  numbers  = [for n in range(1, 4) : n * 10]
  sessions = ["app"]
  tree     = { a = "1", b = "1" }
  zxid     = "0x0300001c4c"
}

scenario "expressions" {
  summary = "Expressions of a step read servers, results and sessions."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "of servers" { # done
    require { condition = leader == 3 && followers == [1, 2] && observers == [] }
    require { condition = server(leader).role == "leader" && server(1).role == "follower" }
    require { condition = server (1).epoch == 1 && epoch(server(1).zxid) == 1 && counter(server(1).zxid) > 0 }
    require { condition = server(1).elected_with == null && server(1).sync == "DIFF" && server(1).uptodate }
    require { condition = server(3).sync == null && !server(3).uptodate && !server(3).exited }
  }

  step "of results" { # done
    create "/x" {
      data = "1"
      as   = "created"
    }
    set "/x" { data = "${result.created.outcome} ${local.numbers[2]}" }
    create "/x/b" {}
    create "/x/a" {}
    read "/x" { as = "read" }
    children "/x" { as = "listed" }
    exists "/y" { as = "none" }
    require { condition = result.read.data == "ok 30" && result.read.stat.version == 1 && result.read.stat.num_children == 2 }
    require { condition = result.listed.children == ["a", "b"] && join(",", result.listed.children) == "a,b" }
    require { condition = !result.none.exists && result.none.code == "NoNode" && result.none.stat == null }
    require { condition = epoch(result.created.zxid) == 1 && result.created.path == var.path && result.created.server == 1 }
    require { condition = counter(result.created.zxid) < counter(result.read.zxid) && result.read.seconds >= 0 }
  }

  step "of types" { # done
    require { condition = tostring(local.numbers[2]) == substr(result.read.data, 3, -1) && tonumber("30") == local.numbers[2] }
    require { condition = tostring(result.read.stat.version) == "1" && tonumber(result.read.stat.version) == 1 }
  }

  step "of sessions" { # done
    require { condition = session.app.server == 1 && session.app.timeout == 10 && session.app.state == "connected" }
    require { condition = session.app.id == result.read.session && keys(session) == local.sessions }
  }

  step "of trees and releases" { # done
    await { synced = [1, 2, 3] }
    require { condition = contains(keys(server(1).tree), "/x/a") && differences(server(1).tree, server(2).tree) == [] }
    require { condition = differences(local.tree, { b = "2", c = "1" }) == ["a", "b", "c"] }
    require { condition = release == "3.8.4" && release_in(">= 3.8.0, < 3.9.0") && !release_in("< 3.8.4") }
    require { condition = zxid(local.zxid) == "0x300001c4c" && counter(local.zxid) == 7244 }
    kill { server = 3 }
    await { leader = 2 }
    require { condition = substr(log_line(2, "LEADING - .* TOOK"), 0, 2) == "20" && log_line(1, "LEADING") == null }
    require { condition = length(log_lines(2, "ELECTION TOOK")) == 2 && log_lines(2, "ELECTION TOOK")[1] == log_line(2, "LEADING - .* TOOK") && length(log_lines(1, "LEADING")) == 0 }
    require { condition = epoch(server(2).elected_with) == 1 && server(2).epoch == 2 && server(3).exited && server(3).tree == null }
  }
}
