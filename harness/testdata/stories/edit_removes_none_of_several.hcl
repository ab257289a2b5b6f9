# VERDICT: inconclusive
# BECAUSE: all_snapshots of server 1: no receipt: snapshot.0 is still there
# RUNTIME: {"Deviations": [{"Server": 1, "ReadOnly": true}]}

scenario "edit_removes_none_of_several" {
  summary = "The files are not removed."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server = 1
      file   = "all_snapshots"
      remove = true
    }
  }
}
