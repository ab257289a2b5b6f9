# VERDICT: inconclusive
# BECAUSE: there are no 4 bytes at offset 20000 to be replaced

scenario "edit_beyond_the_end" {
  summary = "The file ends before the bytes to replace."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    kill { server = 1 }
    edit_file {
      server  = 1
      file    = "newest_log"
      replace = { offset = 20000, text = "XXXX" }
    }
  }
}
