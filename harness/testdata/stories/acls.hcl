# VERDICT: held

scenario "acls" {
  summary = "ACLs and authentication."

  ensemble { servers = 3 }

  session "ann" { server = 1 }
  session "bob" { server = 2 }

  step "access for ann only" { # done
    session = "ann"
    auth "digest" { credentials = "ann:secret" }
    create "/a" { acl = ["auth::cdrwa", "world:anyone:c"] }
    acl "/a" { as = "acl" }
    require { condition = length(result.acl.acl) == 2 && contains(result.acl.acl, "world:anyone:c") }
    read "/a" {
      session    = "bob"
      fails_with = "NoAuth"
    }
  }

  step "the authentication survives a move" { # done
    session = "ann"
    move "ann" { server = 3 }
    acl "/a" {
      set     = ["world:anyone:ra"]
      version = 0
      as      = "set"
    }
    require { condition = result.set.stat.aversion == 1 }
    read "/a" { session = "bob" }
    acl "/a" {
      set        = ["world:anyone:r"]
      version    = 7
      fails_with = "BadVersion"
    }
  }
}
