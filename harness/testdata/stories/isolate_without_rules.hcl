# VERDICT: inconclusive
# BECAUSE: no receipt: the kernel of server 1 lists no rule that drops what comes from anybody
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}]}

scenario "isolate_without_rules" {
  summary = "The kernel does not list the rule against clients."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    isolate {
      server  = 1
      clients = true
    }
  }
}
