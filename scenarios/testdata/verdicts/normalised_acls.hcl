# The server drops entries that are given twice, and "auth" stands for all identities of
# the client.

scenario "normalised_acls" {
  summary = "ACLs with entries given twice, and with auth of a client that has two identities."

  ensemble { servers = 1 }

  session "ann" {}

  step "odd ACLs" {
    create "/twice" { acl = ["world:anyone:r", "world:anyone:r", "world:anyone:cdrwa"] }
    acl "/twice" {}
    auth "digest" { credentials = "ann:secret" }
    auth "digest" { credentials = "ben:secret" }
    create "/two" { acl = ["auth::cdrwa", "world:anyone:r"] }
    acl "/two" { as = "two" }
    require { condition = length(result.two.acl) == 3 }
    acl "/twice" { set = ["world:anyone:cdrwa", "auth::r", "auth::r"] }
    acl "/twice" {}
  }
}
