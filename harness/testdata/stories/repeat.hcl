# VERDICT: held

scenario "repeat" {
  summary = "Repeated words read the number and the value of their round."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "a number of times" {
    create "/count" { data = "none" }
    repeat {
      times = 3
      set "/count" {
        data = "round ${each.index}"
        as   = "counted"
      }
    }
    require { condition = result.counted.stat.version == 3 }
    read "/count" { as = "count" }
    require { condition = result.count.data == "round 2" }
  }

  step "for each server" {
    repeat {
      for_each = [2, 1]
      restart { server = each.value }
      await { synced = [1, 2, 3] }
      require { condition = server(each.value).uptodate }
    }
  }

  step "for each entry of a map, within another repetition" {
    repeat {
      for_each = { a = "x", b = "y" }
      repeat {
        times = 2
        set "/count" { data = "${each.index}" }
      }
      require { condition = contains(["x", "y"], each.value) }
    }
  }

  step "until a condition holds" {
    repeat {
      until = result.seen.stat.version >= 12
      set "/count" {}
      exists "/count" { as = "seen" }
    }
    require { condition = result.seen.stat.version == 12 }
    repeat {
      until = each.index == each.value
      times = 5
      set "/count" { as = "once" }
    }
    require { condition = result.once.stat.version == 13 }
    repeat {
      until = each.index == 1
      set "/count" { as = "round" }
    }
    require { condition = result.round.stat.version == 15 }
    repeat {
      until = server(leader).role == "leader" && each.index == 1
      set "/count" { as = "asked" }
    }
    require { condition = result.asked.stat.version == 17 }
  }
}
