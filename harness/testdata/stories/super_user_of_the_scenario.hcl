# VERDICT: held

scenario "super_user_of_the_scenario" {
  summary = "The scenario replaces the super user of the run, so the harness sees less."

  ensemble {
    servers = 3
    # super:secret
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }
  }

  session "ann" { auth = ["digest ann:secret"] }
  session "super" { auth = ["digest super:secret"] }

  step "a folder is closed" { # done
    create "/safe" {
      session = "ann"
      acl     = ["auth::cdrwa"]
    }
    create "/safe/gold" { session = "ann" }
    children "/safe" { session = "super" }
    require { condition = contains(keys(server(1).tree), "/safe") && !contains(keys(server(1).tree), "/safe/gold") }
  }
}
