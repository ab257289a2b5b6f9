scenario "a" {
  summary = "References must be defined."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    read "/x" { as = "before" }
    require { condition = result.befor.data == "1" } # ERROR: Unsupported attribute
    require { condition = result.before.dta == "1" } # ERROR: Unsupported attribute
    require { condition = result.before.stat.versoin == 1 } # ERROR: Unsupported attribute
    require { condition = var.servers == 3 } # ERROR: Unsupported attribute
    require { condition = local.servers == 3 } # ERROR: Unsupported attribute
    require { condition = session.ap.id != "0x0" } # ERROR: Unsupported attribute
    require { condition = session.app.ip != "0x0" } # ERROR: Unsupported attribute
    require { condition = server(1).rol == "leader" } # ERROR: Unsupported attribute
    require { condition = leeder == 1 } # ERROR: Unknown variable
    require { condition = each.value == 1 } # ERROR: Unknown variable
  }
}
