scenario "upgrade_from_3_4" {
  summary    = "Servers of 3.4.14 are upgraded one after the other, the leader last, while clients read and write; nothing is lost."
  releases   = ">= 3.5.0"
  tags       = ["upgrade"]
  references = ["ZOOKEEPER-3056"]

  # These refuse a log without a snapshot, and do not know the property yet that allows
  # it: its name is in no class of theirs.
  expect "rejoin" { violated_on = ">= 3.5.3, < 3.5.6" }

  ensemble {
    servers = 3

    server "1" { release = "3.4.14" }
    server "2" { release = "3.4.14" }
    server "3" { release = "3.4.14" }
  }

  session "one" { server = 1 }

  session "three" { server = 3 }

  step "servers of 3.4.14 are busy" {
    call "servers are busy" {}
  }

  step "the followers are upgraded, then the leader" {
    call "upgrade" {
      release = release
      # 3.4 may leave a log without a snapshot, which releases since 3.5.3 refuse by themselves.
      properties = { "zookeeper.snapshot.trust.empty" = true }
      refusal    = release_in(">= 3.5.3, < 3.5.6") ? "No snapshot found, but there are log entries" : ""
    }
  }

  step "clients go on" {
    call "clients go on" {}
  }
}
