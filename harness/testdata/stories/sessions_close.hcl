# VERDICT: held

scenario "sessions_close" {
  summary = "A session closes, and the client opens another."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "it closes" { # done
    create "/e" {
      session = "app"
      mode    = "ephemeral"
      as      = "e"
    }
    watch "/e" {
      session = "app"
      mode    = "data"
    }
    auth "digest" {
      session     = "app"
      credentials = "ann:secret"
    }
    close "app" { as = "close" }
    require { condition = result.close.zxid != null && session.app.state == "closed" }
    require { condition = [for e in session.app.events : e.type] == ["NodeDeleted"] }
    sync "/" { session = "other" }
    exists "/e" {
      session = "other"
      as      = "gone"
    }
    require { condition = result.gone.code == "NoNode" }
  }

  step "the new session keeps no state" { # done
    session = "app"
    connect "app" {}
    require { condition = session.app.id != result.e.session && session.app.server == 1 }
    create "/e" { session = "other" }
    set "/e" { session = "other" }
    sync "/" {}
    create "/auth" {
      acl        = ["auth::r"]
      fails_with = "InvalidACL"
    }
    require { condition = length(session.app.events) == 1 }
  }
}
