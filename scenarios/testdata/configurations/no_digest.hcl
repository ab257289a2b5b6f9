scenario "no_digest" {
  summary  = "Servers refuse every authentication by digest, also that of the harness."
  releases = ">= 3.9.0"

  ensemble {
    servers    = 3
    properties = { "zookeeper.DigestAuthenticationProvider.enabled" = false }
  }

  session "app" {}

  step "a client authenticates" {
    auth "digest" {
      credentials = "ann:secret"
      fails_with  = "AuthFailed"
    }
    connect "app" {}
    create "/a" {}
  }
}
