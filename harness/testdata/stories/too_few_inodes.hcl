# VERDICT: inconclusive
# BECAUSE: only 5 inodes are free, fewer than the 8 that are to be left

scenario "too_few_inodes" {
  summary = "A disk has fewer free inodes than are to be left."

  ensemble {
    servers = 3

    server "1" { data_inodes = 9 }
  }

  session "app" { server = 3 }

  step "the fault" { # stopped here
    fill_disk {
      server = 1
      disk   = "data"
      inodes = 8
    }
  }
}
