# VERDICT: inconclusive
# BECAUSE: step "the fault": pause: pause server 1: no receipt
# RUNTIME: {"Deviations": [{"Server": 1, "NoReceipt": true}]}

scenario "pause_without_receipt" {
  summary = "The kernel does not report the process as stopped."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # stopped here
    pause { server = 1 }
  }
}
