scenario "enforced_authentication" {
  summary    = "Servers serve only clients that authenticate by digest."
  references = ["ZOOKEEPER-3561"]
  releases   = ">= 3.7.0"

  ensemble {
    servers = 3
    config = {
      "enforce.auth.enabled" = true
      "enforce.auth.schemes" = "digest"
    }
  }

  session "ann" { auth = ["digest ann:secret"] }
  session "nobody" {}

  step "both come" {
    create "/a" { session = "ann" }
    create "/b" {
      session    = "nobody"
      fails_with = "SessionClosedRequireSaslAuth"
    }
    move "ann" { server = 3 }
    set "/a" {
      session = "ann"
      data    = "1"
    }
  }
}
