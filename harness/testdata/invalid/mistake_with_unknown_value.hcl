scenario "a" {
  summary = "Known values are checked although others are unknown."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    move "ap" { server = leader } # ERROR: No such session
    read "x" { as = "x" } # ERROR: Invalid path
    set "x" { data = result.x.data } # ERROR: Invalid path
    create "/x" {
      data = result.x.data
      mode = "ephemral" # ERROR: No such mode
    }
    await {
      leader = epoch(server(1).zxid)
      within = "15" # ERROR: Invalid duration
    }
  }
}
