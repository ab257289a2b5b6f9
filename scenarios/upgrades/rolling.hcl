# What the scenarios of rolling upgrades share.

procedure "upgrade" {
  argument "release" { description = "The new release of all three servers." }
  argument "properties" {
    description = "Java system properties that it needs."
    default     = {}
  }
  repeat {
    for_each = [1, 2, 3]
    restart {
      server     = each.value
      release    = arg.release
      properties = arg.properties
    }
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "rejoin"
    }
  }
}
