scenario "a" {
  summary = "Zxids are hexadecimal."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    require { condition = server(1).zxid == zxid("300001c4c") } # ERROR: Invalid function argument
    require { condition = epoch("0xg") == 1 } # ERROR: Invalid function argument
    await { zxid = "5" } # ERROR: Invalid zxid
    fill "/x" { until = "last" } # ERROR: Invalid zxid
  }
}
