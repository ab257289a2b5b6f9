# A client may watch for a znode that is not there yet. When it is made with an ACL that
# shuts the watcher out, 3.8.4 and 3.9.2 and later send no event (CVE-2024-23944).

scenario "withheld_event" {
  summary    = "A client watches for a znode that is then made for others only."
  references = ["CVE-2024-23944", "ZOOKEEPER-4799"]

  ensemble { servers = 1 }

  session "ann" {}

  session "spy" {}

  step "a znode that is not there is watched" {
    watch "/secret" {
      session = "spy"
      mode    = "exists"
    }
  }

  step "ann makes it" {
    session = "ann"
    auth "digest" { credentials = "ann:secret" }
    create "/secret" { acl = ["auth::cdrwa"] }
  }

  step "the spy learns of it where nothing is withheld" {
    session = "spy"
    sync "/" {}
    require { condition = length(session.spy.events) == (release_in(">= 3.9.2") ? 0 : 1) }
  }
}
