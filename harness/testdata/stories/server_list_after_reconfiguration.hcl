# VERDICT: inconclusive
# BECAUSE: restart: server 1 would not keep the server_list [1 2 3 4]: it accepts reconfigurations, so it has the list in zoo.cfg.dynamic.100000005 by now

scenario "server_list_after_reconfiguration" {
  summary = "A server is to list again a server that has left, while others know of the reconfiguration."

  ensemble {
    servers    = 4
    config     = { reconfigEnabled = true }
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }
  }

  session "app" { server = 1 }

  step "server 3 leaves" { # done
    auth "digest" { credentials = "super:secret" }
    reconfig { leaving = ["3"] }
  }

  step "the old list" { # stopped here
    restart {
      server      = 1
      server_list = [1, 2, 3, 4]
    }
  }
}
