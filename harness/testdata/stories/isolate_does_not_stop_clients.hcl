# VERDICT: inconclusive
# BECAUSE: no receipt: server 1 still answers a client

scenario "isolate_does_not_stop_clients" {
  summary = "Clients reach a server that is isolated from them: the servers of this runtime ignore the packet filter of their machines."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    isolate {
      server  = 1
      clients = true
    }
  }
}
