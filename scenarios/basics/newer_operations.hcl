# Operations that ZooKeeper learnt in 3.5 and 3.6.

scenario "newer_operations" {
  summary  = "Persistent watches, their removal, containers, raw requests and a change of the ensemble."
  releases = ">= 3.6.0"
  tags     = ["operations"]

  ensemble {
    servers = 3
    config  = { reconfigEnabled = true, extendedTypesEnabled = true }
    properties = {
      # super:secret
      "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4="
      "zookeeper.extendedTypesEnabled"                     = "true"
    }
  }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "a persistent watch stays, until it is removed" {
    create "/a" { session = "other" }
    watch "/a" {
      session = "app"
      mode    = "persistent_recursive"
    }
    set "/a" { session = "other" }
    create "/a/b" { session = "other" }
    await {
      session   = "app"
      event     = "NodeCreated"
      path      = "/a/b"
      guarantee = "watch_delivery"
    }
    unwatch "/a" {
      session = "app"
      mode    = "any"
    }
    create "/a/c" { session = "other" }
    # The reply comes behind every event of what it shows.
    sync "/" { session = "app" }
    exists "/a/c" { session = "app" }
    require { condition = length([for e in session.app.events : e if e.path == "/a/c"]) == 0 }
  }

  step "containers and znodes that live for a while" {
    session = "app"
    create "/container" { mode = "container" }
    create "/while" {
      mode = "persistent_with_ttl"
      ttl  = "1h"
    }
  }

  step "a request that clients have no call for" {
    session = "app"
    # 104: how many znodes there are below a path.
    request "104" {
      fields = [{ string = "/a" }]
      as     = "count"
    }
    require { condition = result.count.text == "00000002" }
  }

  step "a server leaves the ensemble" {
    session = "app"
    lead { server = 3 }
    auth "digest" { credentials = "super:secret" }
    reconfig { leaving = ["2"] }
    read "/zookeeper/config" { as = "config" }
    require { condition = length(split("server.2", result.config.data)) == 1 }
  }
}
