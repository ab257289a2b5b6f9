# VERDICT: inconclusive
# BECAUSE: no receipt: it is still there
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "edit_removes_nothing" {
  summary = "The file is not removed."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server = 1
      file   = "newest_log"
      remove = true
    }
  }
}
