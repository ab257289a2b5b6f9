# VERDICT: inconclusive
# BECAUSE: edit_file: server 2 runs

scenario "edit_of_the_living" {
  summary = "A file of a server that runs is not to be edited."

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
