# VERDICT: inconclusive
# BECAUSE: no receipt: the bytes at offset 0 are not those that were written
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "edit_replaces_nothing" {
  summary = "The bytes are not replaced."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { text = "XXXX" }
    }
  }
}
