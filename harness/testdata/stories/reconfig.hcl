# VERDICT: held

scenario "reconfig" {
  summary = "The ensemble is reconfigured."

  ensemble {
    servers    = 4
    config     = { reconfigEnabled = true }
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }
  }

  session "app" { server = 1 }

  step "server 3 leaves" { # done
    reconfig {
      leaving    = ["3"]
      fails_with = "NoAuth"
    }
    auth "digest" { credentials = "super:secret" }
    reconfig {
      leaving = ["3"]
      as      = "left"
    }
    require { condition = length(split("server.", result.left.data)) == 4 } # the text before the first of three is the fourth
    reconfig {
      leaving    = ["2"]
      version    = 77
      fails_with = "BadVersion"
    }
  }
}
