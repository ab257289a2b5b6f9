scenario "too_old" {
  summary = "Operations that old releases do not support."

  ensemble {
    servers = 1

    server "1" { release = "3.4.14" }
  }

  session "app" { server = 1 }

  step "too old" {
    reconfig { leaving = ["3"] }   # ERROR: Not supported by this release: since 3.5.0
    unwatch "/a" { mode = "data" } # ERROR: Not supported by this release
    watch "/a" { mode = "persistent" } # ERROR: Not supported by this release: since 3.6.0
    create "/a" { mode = "container" } # ERROR: Not supported by this release
    create "/a" {
      mode = "persistent_with_ttl" # ERROR: Not supported by this release
      ttl  = "1s"
    }
    transaction {
      create "/a" { mode = "container" } # ERROR: Not supported by this release
    }
    create "/a" {
      mode       = "container"
      fails_with = "Unimplemented"
    }
    reconfig {
      leaving  = ["3"]
      may_fail = true
    }
  }
}

scenario "left_out" {
  summary  = "Not run on that release."
  releases = ">= 3.9.0"

  ensemble {
    servers = 3
  }

  session "app" { server = 1 }

  step "new" {
    watch "/a" { mode = "persistent" }
    reconfig { leaving = ["3"] }
  }
}
