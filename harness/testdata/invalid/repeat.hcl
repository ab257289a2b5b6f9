scenario "repeat" {
  summary = "Repetitions with invalid attributes."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "again and again" {
    repeat { # ERROR: How often?
      set "/a" {}
    }
    repeat { # ERROR: How often?
      times    = 2
      for_each = [1, 2]
      set "/a" {}
    }
    repeat {
      times = -1 # ERROR: Invalid number of rounds
      set "/a" {}
    }
    repeat {
      for_each = 3 # ERROR: Not a list
      set "/a" {}
    }
    repeat {
      times  = 3
      within = "3s" # ERROR: Within what?
      set "/a" {}
    }
    repeat {
      until  = each.index == 0
      within = "soon" # ERROR: Invalid duration
      set "/a" {}
    }
    repeat {
      until = each.index == 3
      while = each.index < 3 # ERROR: Two conditions
      set "/a" {}
    }
    repeat {
      times    = 3
      iterator = "release" # ERROR: Taken name
      set "/a" {}
    }
    repeat {
      times    = 3
      iterator = "a-b c" # ERROR: Invalid name
      set "/a" {}
    }
    repeat {
      until = "often" # ERROR: Wrong type
      set "/a" {}
    }
    repeat {
      until = each.round == 3 # ERROR: Unsupported attribute
      set "/a" {}
    }
    repeat { times = 3 } # ERROR: Nothing to do
    repeat {
      times = 3
      tims  = 3 # ERROR: Unsupported argument: Did you mean "times"?
      set "/a" {}
    }
    repeat {
      for_each = [1, 2, 3, 4]
      kill { server = each.value } # ERROR: No such server
    }
    repeat {
      times = 2
      kill { server = each.key } # ERROR: Unsupported attribute
    }
  }

  step "hidden by an inner repeat" {
    repeat {
      for_each = [1, 2, 3]
      repeat {
        until = server(each.value).disk.snapshot == null # ERROR: Unsupported attribute: The inner repeat hides the each of the outer one
        times = each.value
        set "/a" { data = "${each.value} in ${each.index}" } # ERROR: Unsupported attribute: has only an index
      }
      repeat {
        for_each = [each.value, each.index]
        set "/a" { data = each.value }
      }
    }
    repeat {
      times = 2
      repeat {
        times = each.value + 1
        set "/a" { data = each.value } # ERROR: Unsupported attribute: hides the each
      }
    }
  }

  step "outside" {
    set "/a" { data = each.value } # ERROR: Unknown variable
  }
}
