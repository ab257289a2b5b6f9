scenario "finally" {
  summary = "Mistakes in words that run whatever happened."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" {
    kill { server = 1 }
  }

  finally "the fault" { # ERROR: Duplicate step
    read "/" {}
  }

  finally "nothing" {} # ERROR: Empty step

  finally "the end" {
    kill { servers = [1, 2] }
    kill { server = 2 } # ERROR: Server does not run
    create "/x" {}      # ERROR: No quorum
    require { condition = result.never.data == "1" } # ERROR: Unsupported attribute
  }
}
