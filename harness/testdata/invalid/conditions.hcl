# Conditions that have the same value whatever the run does.

variable "any" { default = true }

procedure "written" {
  argument "code" {}
  set "/a" { as = "set" }
  require { condition = result.set.code == "" } # ERROR: Condition that is always true: It shows in the call
}

scenario "conditions" {
  summary = "Conditions that test nothing."

  ensemble { servers = 3 }

  session "app" {}

  step "results of operations that may only succeed" {
    exists "/a" { as = "there" }
    read "/a" { as = "read" }
    watch "/a" {
      mode = "data"
      as   = "watch"
    }
    delete "/a" { as = "gone" }
    assert {
      condition = result.there.outcome == "ok" # ERROR: Condition that is always true: result.NAME.exists states whether there is a znode
      guarantee = "durability"
    }
    assert {
      condition = (result.there.outcome != "refused") # ERROR: Condition that is always true: result.there.outcome is "ok"
      guarantee = "durability"
    }
    assert {
      condition = result.read.outcome == "ok" && result.read.data == "1" # ERROR: Comparison that is always true
      guarantee = "durability"
    }
    assert {
      condition = result.read.exists # ERROR: Condition that is always true
      guarantee = "durability"
    }
    require { condition = !result.gone.exists || var.any }    # ERROR: Condition that is always true
    require { condition = result.watch.code == "NoNode" }     # ERROR: Condition that is never true: It is false
    require { condition = result.read.data != null }          # ERROR: Condition that is always true
    call "written" { code = "" }
  }

  step "results of operations that have to fail" {
    create "/a" {
      fails_with = "NodeExists"
      as         = "again"
    }
    require { condition = result.again.outcome == "ok" }                              # ERROR: Condition that is never true
    require { condition = contains(["NodeExists", "NoNode"], result.again.code) }     # ERROR: Condition that is always true
    repeat {
      until = result.last.outcome == "ok" # ERROR: Condition that is always true
      create "/b" {
        mode = "persistent_sequential"
        as   = "last"
      }
    }
  }

  step "constants" {
    require { condition = true }                                          # ERROR: Condition that is always true
    require { condition = 1 == 2 || session.app.state == "connected" }    # ERROR: Comparison that is never true
    require { condition = length(followers) == 2 && length([1, 2]) == 2 } # ERROR: Comparison that is always true
    require { condition = server(1).role != null }                        # ERROR: Condition that is always true
    require { condition = [leader, 1] == [leader, 1, 2] }                 # ERROR: Comparison that is never true: [number, number] and the right side [number, number, number]
    fact "constant" {
      reported  = 1
      observed  = leader
      condition = "a" != "b" # ERROR: Condition that is always true
    }
  }
}
