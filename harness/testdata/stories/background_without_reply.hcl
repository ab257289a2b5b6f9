# VERDICT: inconclusive
# BECAUSE: background "load"
# TIMEOUT: 100ms in the load
# RUNTIME: {"Deviations": [{"Server": 3, "Hangs": "/load/k0"}]}

scenario "background_without_reply" {
  summary = "The first request of a load has no reply, so the load has not begun."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the load" { # stopped here
    background "load" { path = "/load" }
  }
}
