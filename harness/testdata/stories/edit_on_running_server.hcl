# VERDICT: inconclusive
# BECAUSE: edit_file: server 2 runs

scenario "edit_on_running_server" {
  summary = "The files of a running server must not be edited."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    edit_file {
      server = followers[1]
      file   = "newest_log"
      remove = true
    }
  }
}
