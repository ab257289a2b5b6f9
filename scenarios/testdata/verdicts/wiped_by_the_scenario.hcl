# What the scenario itself destroys is no loss.

scenario "wiped_by_the_scenario" {
  summary = "The disks of all servers are wiped."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a znode is made and destroyed" {
    create "/d" { data = "1" }
    disconnect "app" {}
    stop { servers = [1, 2, 3] }
    wipe { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    await { serving = [1, 2, 3] }
  }
}
