# What the scenarios of rolling upgrades share.

procedure "upgrade" {
  argument "release" { description = "The new release of all three servers." }
  argument "properties" {
    description = "Java system properties that it needs."
    default     = {}
  }
  argument "refusal" {
    description = "What a server that does not serve must log (RE2); any line will do when it is left out."
    default     = ""
  }
  repeat {
    for_each = [1, 2, 3]
    restart {
      server     = each.value
      release    = arg.release
      properties = arg.properties
    }
    # Another reason not to serve would prove nothing. A server that came to a snapshot
    # before, when roles were steered, serves.
    require {
      condition = server(each.value).role != "" || log_line(each.value, arg.refusal) != null
      within    = "60s"
    }
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "rejoin"
    }
  }
}

procedure "servers are busy" {
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

procedure "clients go on" {
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
