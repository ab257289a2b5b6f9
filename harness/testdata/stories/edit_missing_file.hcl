# VERDICT: inconclusive
# BECAUSE: server 1 has no file log.77 in

scenario "edit_missing_file" {
  summary = "The file does not exist."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server = 1
      file   = "log.77"
      remove = true
    }
  }
}
