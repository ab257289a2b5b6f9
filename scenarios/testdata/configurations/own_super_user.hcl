scenario "own_super_user" {
  summary = "The scenario has a super user of its own, which the harness may be."

  ensemble {
    servers = 3
    auth    = ["digest super:secret"]
    properties = {
      # super:secret
      "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4="
    }
  }

  session "ann" { auth = ["digest ann:secret"] }
  session "super" { auth = ["digest super:secret"] }

  step "a folder is closed" {
    create "/safe" {
      session = "ann"
      acl     = ["auth::cdrwa"]
    }
    create "/safe/gold" { session = "ann" }
    children "/safe" { session = "super" }
  }
}
