# VERDICT: held

scenario "credentials_of_the_harness" {
  summary = "The scenario replaces the super user of the run, and gives the harness that user's password."

  ensemble {
    servers = 3
    auth    = ["digest super:secret"]
    # super:secret
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }
  }

  session "ann" { auth = ["digest ann:secret"] }

  step "a folder is closed" { # done
    create "/safe" { acl = ["auth::cdrwa"] }
    create "/safe/gold" {}
    require { condition = contains(keys(server(1).tree), "/safe/gold") }
  }
}
