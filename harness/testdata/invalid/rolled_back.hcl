scenario "rolled_back" {
  summary = "Zxids that are none, and servers that cannot be restored."

  ensemble {
    servers = 3

    server "2" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
    server "3" {
      release = "3.8.4"
      config  = { "admin.enableServer" = "true" }
    }
  }

  session "app" { server = 1 }

  step "zxids" {
    rolled_back { to = "100000004" } # ERROR: Invalid zxid
    rolled_back { to = "" } # ERROR: Invalid zxid
    rolled_back { to = null } # ERROR: Unsuitable value type
  }

  step "restores" {
    restore { server = 1 } # ERROR: No admin server
    restore { server = 3 } # ERROR: No admin server
    restore { server = 4 } # ERROR: No such server
    restore {
      server = 2
      from   = 4 # ERROR: No such server
    }
    restore {
      server   = 2
      snapshot = "newest_log" # ERROR: No snapshot
    }
    kill { server = 2 }
    restore { server = 2 } # ERROR: Server does not run
  }
}
