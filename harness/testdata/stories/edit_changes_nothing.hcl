# VERDICT: inconclusive
# BECAUSE: no receipt: it should hold 0 bytes, but holds 151
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "edit_changes_nothing" {
  summary = "The file is not truncated."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server   = 1
      file     = "newest_log"
      truncate = "0B"
    }
  }
}
