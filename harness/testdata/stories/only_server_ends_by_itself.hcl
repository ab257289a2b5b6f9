# VERDICT: inconclusive
# BECAUSE: cannot tell: replica_agreement
# UNKNOWN: replica_agreement
# RUNTIME: {"Deviations": [{"Server": 1, "Start": 2, "Exits": true, "ExitCode": 1}]}

scenario "only_server_ends_by_itself" {
  summary = "The only server exits at its second start, and no word notices."

  ensemble { servers = 1 }

  session "app" {}

  step "it starts again" { # done
    kill { server = 1 }
    start { server = 1 }
  }
}
