# VERDICT: inconclusive
# BECAUSE: server 1 has no file older_logs in

scenario "edit_no_older_file" {
  summary = "There is only one log, so no older one can be removed."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    create "/a" {}
    await { synced = [1] }
    kill { server = 1 }
    edit_file {
      server = 1
      file   = "older_logs"
      remove = true
    }
  }
}
