scenario "a" {
  summary = "Entries of an ACL have three parts."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    create "/a" { acl = ["world:anyone"] } # ERROR: Invalid ACL
    create "/b" { acl = ["world:anyone:x"] } # ERROR: Invalid ACL
    create "/c" { acl = ["world:anyone:"] } # ERROR: Invalid ACL
    acl "/a" { set = ["anyone"] } # ERROR: Invalid ACL
    acl "/a" { version = 1 } # ERROR: Nothing to set
  }
}
