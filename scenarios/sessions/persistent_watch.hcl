# Releases up to 3.8 keep the mode of a watch beside the path and the connection, and
# forget that one connection may have two watches of a path: an ordinary one that
# goes off, or the removal of one, takes the persistent one along.

scenario "persistent_watch" {
  summary    = "A persistent watch is gone after an ordinary watch of the same znode went off, or a watch that was never set was removed."
  references = ["ZOOKEEPER-4466", "ZOOKEEPER-4471"]
  releases   = ">= 3.6.0"
  tags       = ["watches"]

  expect "watch_delivery" { violated_on = ">= 3.6.0, < 3.9.0" }

  ensemble { servers = 3 }

  session "writer" { server = 3 }

  session "watcher" { server = 1 }

  step "a persistent watch, and an ordinary one of the same znode" {
    create "/data" { session = "writer" }
    create "/list" { session = "writer" }
    sync "/" { session = "watcher" }
    watch "/data" {
      session = "watcher"
      mode    = "persistent"
    }
    watch "/data" {
      session = "watcher"
      mode    = "exists"
    }
  }

  step "both go off at the first change, the persistent one at the second too" {
    set "/data" { session = "writer" }
    # The reply to a sync comes behind the events of all that it brings.
    sync "/" { session = "watcher" }
    exists "/data" {
      session = "watcher"
      as      = "first"
    }
    require { condition = result.first.stat.version == 1 }
    require { condition = contains([for e in session.watcher.events : e.type], "NodeDataChanged") }
    set "/data" { session = "writer" }
    sync "/" { session = "watcher" }
    exists "/data" {
      session = "watcher"
      as      = "second"
    }
    fact "events of the second change" {
      reported = 0
      observed = length([for e in session.watcher.events : e if e.type == "NodeDataChanged"]) - 1
    }
    assert {
      condition = result.second.stat.version == 2 && length([for e in session.watcher.events : e if e.type == "NodeDataChanged"]) >= 2
      guarantee = "watch_delivery"
    }
  }

  step "a watch that was never set is removed" {
    watch "/list" {
      session = "watcher"
      mode    = "persistent"
    }
    create "/list/first" { session = "writer" }
    sync "/" { session = "watcher" }
    unwatch "/list" {
      session  = "watcher"
      mode     = "children"
      may_fail = true
      as       = "removed"
    }
    create "/list/second" { session = "writer" }
    sync "/" { session = "watcher" }
    children "/list" {
      session = "watcher"
      as      = "list"
    }
    fact "removal of the watch that was never set" {
      reported = "ok"
      observed = result.removed.outcome == "ok" ? "ok" : result.removed.code
    }
    fact "events of the second child" {
      reported = 0
      observed = length([for e in session.watcher.events : e if e.type == "NodeChildrenChanged"]) - 1
    }
    assert {
      condition = length(result.list.children) == 2 && length([for e in session.watcher.events : e if e.type == "NodeChildrenChanged"]) >= 2
      guarantee = "watch_delivery"
    }
  }
}
