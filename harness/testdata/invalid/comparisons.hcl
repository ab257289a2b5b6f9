variable "wanted" { default = 1 }

procedure "compare" {
  argument "wanted" {}
  assert {
    condition = result.x.data == arg.wanted # ERROR: Comparison that is never true: of the scenario "comparisons"
    guarantee = "availability"
  }
}

procedure "flag" {
  argument "it" {}
  require { condition = arg.it }
}

scenario "comparisons" {
  summary = "Comparisons that never hold, or always."

  ensemble { servers = 3 }

  session "app" {}

  step "types" {
    read "/" { as = "x" }
    assert {
      condition = result.x.data == 1 # ERROR: Comparison that is never true: Write "1".
      guarantee = "availability"
    }
    require { condition = length(followers) != "2" } # ERROR: Comparison that is always true: Write a number in place of "2".
    require { condition = server(1).exited == "false" || result.x.data == var.wanted } # ERROR: Comparison that is never true: Write a bool; Comparison that is never true
    fact "type" {
      reported  = 1
      observed  = 1
      condition = 1 == "1" # ERROR: Comparison that is never true
    }
    set "/a" { data = result.x.data == 1 ? "a" : "b" } # ERROR: Comparison that is never true
    call "compare" { wanted = 1 }
    call "flag" { it = followers == "1" } # ERROR: Comparison that is never true
  }

  step "lists and objects" {
    require { condition = server(1).disk.trouble == "" }                   # ERROR: Comparison that is never true: a list of string and the right side a string
    require { condition = followers == ["1", "2"] }                        # ERROR: Comparison that is never true: [string, string]
    require { condition = 2 == followers }                                 # ERROR: Comparison that is never true
    require { condition = server(1).exited != [] }                         # ERROR: Comparison that is always true
    require { condition = result.x.stat == { version = 1 } }               # ERROR: Comparison that is never true: an object with version
    require { condition = [result.x.code, leader] == ["", "3"] }           # ERROR: Comparison that is never true
    require { condition = { a = followers } == { a = [session.app.id] } }  # ERROR: Comparison that is never true
    require { condition = contains(followers, "2") }                       # ERROR: Comparison that is never true: a list of number and the value a string
    require { condition = contains(["connected"], session.app.server) }    # ERROR: Comparison that is never true
    require { condition = contains(session.app.state, "connected") }       # ERROR: Invalid function argument: a list, tuple or set is required
    fact "types" {
      reported = ["ok", 3]
      observed = [result.x.outcome, result.x.code] # ERROR: Comparison that is never true: reported is [string, number] and observed [string, string]
    }
  }

  step "values" {
    require { condition = server(1).role == "leadr" }       # ERROR: Comparison that is never true: Did you mean "leader"?
    require { condition = "Follower" != server(1).role }    # ERROR: Comparison that is always true: Did you mean "follower"?
    require { condition = server(1).sync == "FULL" }        # ERROR: Comparison that is never true: There are: DIFF
    require { condition = session.app.state == "lost" }     # ERROR: Comparison that is never true
    require { condition = result.x.outcome == "OK" }        # ERROR: Comparison that is never true: Did you mean "ok"?
    require { condition = result.x.code == "NoNod" }        # ERROR: Comparison that is never true: Did you mean "NoNode"?
    require { condition = result.x.parts[0].outcome == "" } # ERROR: Comparison that is never true
  }

  step "zxids" {
    require { condition = result.x.zxid > zxid("0x1") }  # ERROR: Invalid operand: Zxids are strings
    require { condition = server(1).zxid < server(2).zxid } # ERROR: Zxids are no numbers: Compare epoch(ZXID)
  }
}
