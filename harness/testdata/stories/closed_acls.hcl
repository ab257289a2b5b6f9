# VERDICT: held
# HELD: acl_integrity, durability, replica_agreement, sequential_consistency, single_system_image

scenario "closed_acls" {
  summary = "Only two users may read a folder; the harness reads it too."

  ensemble { servers = 3 }

  session "ann" { auth = ["digest ann:secret", "digest bob:secret"] }

  step "a folder is closed" { # done
    create "/safe" { acl = ["auth::cdrwa"] }
    create "/safe/gold" { acl = ["auth::cdrwa"] }
    require { condition = contains(keys(server(1).tree), "/safe/gold") }
  }

  step "another session has the same identities" { # done
    close "ann" {}
    connect "ann" { server = 2 }
    set "/safe/gold" { data = "1" }
  }
}
