# VERDICT: held

scenario "operation_refused_as_expected" {
  summary = "Operations are refused with the expected codes."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "refusals" { # done
    create "/x" {}
    create "/x" {
      fails_with = "NodeExists"
      as         = "again"
    }
    require { condition = result.again.zxid != null && result.again.data == null }
    set "/x" {
      version    = 7
      fails_with = "BadVersion"
    }
    delete "/y" { fails_with = "NoNode" }
  }
}
