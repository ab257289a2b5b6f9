# VERDICT: held

locals {
  line = strrepeat("0123456789", 10)
}

scenario "functions" {
  summary = "Functions on texts, lists and numbers read what the servers answered."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "texts" {
    create "/a" {
      data = format("%0199d %s", 0, local.line)
      as   = "made"
    }
    create "/a/n" {
      mode = "persistent_sequential"
      as   = "numbered"
    }
    read "/a" { as = "read" }
    require { condition = result.read.stat.data_length == 300 && startswith(result.read.data, strrepeat("0", 199)) }
    require { condition = endswith(result.read.data, local.line) && strcontains(result.read.data, "0 0") }
    require { condition = regex("n([0-9]{10})$", result.numbered.path) == ["0000000000"] }
  }

  step "lists and numbers" {
    await { synced = [1, 2, 3] }
    require { condition = alltrue([for id in [1, 2, 3] : contains(keys(server(id).tree), "/a")]) }
    require { condition = anytrue([for id in [1, 2, 3] : server(id).role == "leader"]) && !anytrue([]) }
    require { condition = round(result.made.seconds * 0) == 0 && round(result.read.stat.data_length / 7, 2) == 42.86 }
  }
}
