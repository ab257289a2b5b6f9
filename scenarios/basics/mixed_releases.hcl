variable "older" {
  description = "Release that server 1 and the observer begin with."
  default     = "3.4.14"
}

scenario "mixed_releases" {
  summary = "Servers of two releases form one ensemble, with an observer; then the older ones are upgraded."
  # 3.5.3 to 3.5.5 refuse to start on what 3.4 may leave, a log without a snapshot:
  # upgrade_standalone and upgrade_from_3_4 have that.
  releases = ">= 3.5.0, < 3.5.3 || >= 3.5.6"

  ensemble {
    servers   = 3
    observers = 1

    server "1" { release = var.older }
    server "4" { release = var.older }
  }

  session "app" { server = 1 }

  step "all serve" {
    require { condition = observers == [4] && length(followers) == 2 }
    create "/a" { data = "1" }
  }

  step "the older ones are upgraded one after the other" {
    lead { server = 3 }
    repeat {
      for_each = [1, 4]
      restart {
        server     = each.value
        release    = release
        properties = { "zookeeper.snapshot.trust.empty" = true } # 3.4 may leave a log without a snapshot
      }
      await { synced = each.value }
    }
  }

  step "nothing is lost" {
    move "app" { server = 4 }
    read "/a" { as = "after" }
    assert {
      condition = result.after.data == "1"
      guarantee = "durability"
    }
  }
}
