# Conditions that depend on the run, or on what the scenario is run with.

variable "replicated" { default = true }

variable "mode" { default = "data" }

locals {
  expected = ["a"]
  none     = []
}

procedure "written" {
  argument "may_fail" { default = false }
  argument "code" { default = "" }
  set "/a" {
    may_fail = arg.may_fail
    as       = "set"
  }
  require { condition = result.set.outcome == "ok" && arg.code == "" }
}

scenario "conditions" {
  summary = "Conditions that test something."

  ensemble { servers = 3 }

  session "app" {}

  step "results" {
    exists "/a" { as = "there" }
    require { condition = result.there.code == "" && result.there.exists && result.there.stat != null }
    read "/a" {
      may_fail = true
      as       = "read"
    }
    require { condition = result.read.outcome == "ok" && result.read.exists && result.read.data != null }
    set "/a" {
      wait = false
      as   = "later"
    }
    await { result = "later" }
    require { condition = result.later.outcome == "ok" }
    watch "/a" {
      mode = var.mode
      as   = "watch"
    }
    require { condition = result.watch.exists && result.watch.code != "NoNode" }
    create "/b" {
      fails_with = var.replicated ? "NodeExists" : "NoAuth"
      as         = "again"
    }
    require { condition = result.again.code == "NodeExists" }
    exec {
      server  = 1
      command = ["true"]
      as      = "exec"
    }
    require { condition = result.exec.text == "" }
    call "written" {}
    call "written" { may_fail = true }
  }

  step "inputs" {
    require { condition = var.replicated }
    require { condition = release_in(">= 3.5.0") || release == "3.4.14" }
    require { condition = local.expected == ["a"] && local.none == [] }
    repeat {
      until = each.index == 0
      require { condition = each.index >= 0 }
    }
  }

  step "the run" {
    require { condition = length(followers) >= 2 && server(1).exited || server(1).uptodate }
    require { condition = (server(1).sync == "DIFF") == var.replicated }
    require { condition = session.app.events == [] || session.app.id == null }
    fact "what is certain may be shown" {
      reported = "ok"
      observed = result.there.outcome
    }
    fact "text" {
      reported = "3"
      observed = leader
    }
    fact "another type, with a condition of its own" {
      reported  = [1]
      observed  = leader
      condition = leader == 1
    }
  }
}
