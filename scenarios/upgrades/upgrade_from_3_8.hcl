scenario "upgrade_from_3_8" {
  summary  = "Servers of 3.8.6 are upgraded one after the other, the leader last, while clients read and write; nothing is lost."
  releases = ">= 3.9.0"
  tags     = ["upgrade"]

  ensemble {
    servers = 3

    server "1" { release = "3.8.6" }
    server "2" { release = "3.8.6" }
    server "3" { release = "3.8.6" }
  }

  session "one" { server = 1 }

  session "three" { server = 3 }

  step "servers of 3.8.6 are busy" {
    lead { server = 3 }
    create "/kept" {
      session = "three"
      data    = "1"
    }
    background "on a follower" {
      session   = "one"
      path      = "/one"
      in_flight = 1
    }
    background "on the leader" {
      session   = "three"
      path      = "/three"
      in_flight = 1
    }
  }

  step "the followers are upgraded, then the leader" {
    call "upgrade" { release = release }
  }

  step "clients go on" {
    finish "on a follower" {}
    finish "on the leader" {}
    set "/kept" {
      session = "three"
      data    = "2"
    }
    sync "/kept" { session = "one" }
    read "/kept" {
      session = "one"
      as      = "kept"
    }
    assert {
      condition = result.kept.data == "2"
      guarantee = "durability"
    }
  }
}
