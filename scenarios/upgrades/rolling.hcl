# What the scenarios of rolling upgrades share.

procedure "upgrade" {
  argument "release" { description = "The new release of all three servers." }
  repeat {
    for_each = [1, 2, 3]
    restart {
      server  = each.value
      release = arg.release
    }
    await {
      serving   = [1, 2, 3]
      guarantee = "rejoin"
    }
  }
}
