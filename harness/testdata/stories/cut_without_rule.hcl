# VERDICT: inconclusive
# BECAUSE: no receipt: the kernel of server 1 lists no rule that drops what comes from server 3 after 400000 bytes
# RUNTIME: {"Deviations": [{"Server": 1, "Leaks": true}]}

scenario "cut_without_rule" {
  summary = "The kernel does not list the rule that drops packets after some bytes."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    cut {
      from  = 3
      to    = 1
      after = "400kB"
    }
  }
}
