# VERDICT: held

variable "faults" { default = false }

procedure "write" {
  argument "name" {}
  create "/" { child = arg.name }
}

scenario "words_left_out" {
  summary = "Words whose condition is false are left out, and the run goes on."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "by what is known before the run" { # done
    kill {
      server = 3
      when   = var.faults
    }
    require { condition = !server(3).exited }
    kill {
      server = 3
      when   = !var.faults
    }
    start { server = 3 } # which the forecast must know to be down
  }

  step "by what the run finds" { # done
    await { serving = [1, 2, 3] }
    kill {
      server = 3
      when   = leader == 3
    }
    kill {
      server = 2
      when   = server(1).role == "leader"
    }
    assert {
      condition = false || leader == 3
      guarantee = "availability"
      when      = leader == 1
    }
    require { condition = !server(2).exited }
  }

  step "structures and procedures" { # done
    call "write" {
      name = "made"
      when = !server(2).exited
    }
    exists "/made" { as = "made" }
    parallel {
      when = result.made.exists
      create "/a" {}
      create "/b" {}
    }
    repeat {
      times = 2
      when  = !result.made.exists
      create "/made" { child = "${each.index}" }
    }
    exists "/b" { as = "b" }
    require { condition = result.b.exists }
  }
}
