# VERDICT: held

variable "rounds" { default = 0 }

scenario "repeat_while" {
  summary = "Repetitions end before a round, may have no round, and name their each."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "no round" { # done
    create "/count" {}
    repeat {
      times = var.rounds
      set "/count" {}
    }
    repeat {
      for_each = []
      set "/count" {}
    }
    repeat {
      while = each.index > 0
      set "/count" {}
    }
    exists "/count" { as = "count" }
    require { condition = result.count.stat.version == 0 }
  }

  step "while a condition holds" { # done
    repeat {
      while    = number.index < 3
      iterator = "number"
      set "/count" {}
    }
    exists "/count" { as = "three" }
    require { condition = result.three.stat.version == 3 }
    repeat {
      until    = number.index == 2
      iterator = "number"
      repeat {
        until = number.index + each.index >= 0
        set "/count" {}
      }
    }
  }

  step "an outer round has a name" { # done
    create "/rounds" {}
    repeat {
      for_each = ["a", "b"]
      iterator = "folder"
      repeat {
        times    = 2
        iterator = "number"
        create "/rounds" { child = "${folder.value}${number.value}" }
        repeat {
          until = folder.index >= 0 && number.index == number.value && each.index == 1
          set "/rounds" { child = "${folder.value}${number.value}" }
        }
      }
    }
    exists "/rounds/b1" { as = "last" }
    require { condition = result.last.stat.version == 2 }
  }
}
