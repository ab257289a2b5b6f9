# VERDICT: held

scenario "watches" {
  summary = "Events of watches, in order, on all servers that the session uses."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "events" { # done
    session = "app"
    create "/p" {}
    watch "/a" {
      mode = "exists"
      as   = "none"
    }
    require { condition = result.none.code == "NoNode" && length(session.app.events) == 0 }
    watch "/p" { mode = "persistent" }
    create "/a" { session = "other" }
    await {
      session = "app"
      event   = "NodeCreated"
      path    = "/a"
    }
    watch "/a" {
      mode = "data"
      as   = "data"
    }
    require { condition = result.data.data == "" }
    set "/p" { session = "other" }
    set "/p" { session = "other" }
    await {
      session = "app"
      event   = "NodeDataChanged"
      path    = "/p"
      count   = 2
    }
    require { condition = [for e in session.app.events : "${e.type} ${e.path}"] == ["NodeCreated /a", "NodeDataChanged /p", "NodeDataChanged /p"] }
    require { condition = session.app.events[0].state == "SyncConnected" && session.app.events[0].zxid == null } # 3.8.4 does not send it
    require { condition = session.other.events == [] }
  }

  step "watches survive a move" { # done
    session = "app"
    disconnect "app" {}
    set "/a" { session = "other" }
    connect "app" { server = 3 }
    await {
      session = "app"
      event   = "NodeDataChanged"
      path    = "/a"
    }
    unwatch "/p" { mode = "any" }
    set "/p" {}
    unwatch "/p" {
      mode       = "any"
      fails_with = "NoWatcher"
    }
    require { condition = length(session.app.events) == 4 }
  }
}
