scenario "upgrade_from_3_8" {
  summary  = "Servers of 3.8.6 are upgraded one after the other, the leader last, while clients read and write; nothing is lost."
  releases = ">= 3.9.0"
  tags     = ["upgrade"]

  ensemble {
    servers = 3

    server "1" { release = "3.8.6" }
    server "2" { release = "3.8.6" }
    server "3" { release = "3.8.6" }
  }

  session "one" { server = 1 }

  session "three" { server = 3 }

  step "servers of 3.8.6 are busy" {
    call "servers are busy" {}
  }

  step "the followers are upgraded, then the leader" {
    call "upgrade" { release = release }
  }

  step "clients go on" {
    call "clients go on" {}
  }
}
