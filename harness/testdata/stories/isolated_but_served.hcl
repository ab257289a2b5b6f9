# VERDICT: inconclusive
# BECAUSE: no receipt: server 1 still answers a client

scenario "isolated_but_served" {
  summary = "Clients reach a server that they were cut from: the servers of this runtime do not heed what their machines drop."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    isolate {
      server  = 1
      clients = true
    }
  }
}
