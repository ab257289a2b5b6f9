scenario "closed_acls" {
  summary = "Nobody but two users may read the root and a folder."

  ensemble { servers = 3 }

  session "ann" { auth = ["digest ann:secret", "digest bob:secret"] }

  step "the tree is closed" {
    create "/safe" { acl = ["auth::cdrwa"] }
    create "/safe/gold" {
      acl  = ["auth::cdrwa"]
      data = "1"
    }
    create "/safe/lock" { mode = "ephemeral" }
    acl "/" { set = ["auth::cdrwa"] }
  }

  step "another connection and another session have the same identities" {
    move "ann" { server = 2 }
    create "/safe/silver" {}
    close "ann" {}
    connect "ann" { server = 1 }
    set "/safe/gold" { data = "2" }
  }
}
