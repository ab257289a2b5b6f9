# VERDICT: held

scenario "lists_of_servers" {
  summary = "A reconfiguration outlives starts with other settings; only a list for all servers at once replaces it."

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

  step "all servers start with another setting" { # done
    kill { servers = [1, 2, 3, 4] }
    start {
      servers = [1, 2, 4]
      config  = { snapCount = 1000 }
    }
    await { synced = [1, 2, 4] }
    command "mntr" {
      server = leader
      as     = "kept"
    }
    require { condition = length(split("zk_quorum_size\t3\n", result.kept.text)) == 2 }
    restart { servers = [1, 2, 4] }
    await { synced = [1, 2, 4] }
    command "mntr" {
      server = leader
      as     = "kept_again"
    }
    require { condition = length(split("zk_quorum_size\t3\n", result.kept_again.text)) == 2 }
  }

  step "the list that a server has already" { # done
    restart {
      server      = 1
      server_list = [4, 2, 1]
    }
    await { synced = [1, 2, 4] }
  }

  step "all servers start with the old list" { # done
    kill { servers = [1, 2, 4] }
    start {
      servers     = [1, 2, 3, 4]
      server_list = [1, 2, 3, 4]
    }
    await { synced = [1, 2, 3, 4] }
    command "mntr" {
      server = leader
      as     = "replaced"
    }
    require { condition = length(split("zk_quorum_size\t4\n", result.replaced.text)) == 2 }
  }

  step "all servers restart with a shorter one" { # done
    kill { server = 3 }
    restart {
      servers     = [1, 2, 4]
      server_list = [1, 2, 4]
    }
    await { synced = [1, 2, 4] }
    command "mntr" {
      server = leader
      as     = "shorter"
    }
    require { condition = length(split("zk_quorum_size\t3\n", result.shorter.text)) == 2 }
  }
}
