# A follower that starts under load is told of a commit before it has a proposal to go with
# it: a NullPointerException in its sync. It tries again, and joins.

variable "rounds" {
  description = "How often server 1 starts, at most."
  default     = 30
}

variable "load" {
  description = "Whether there are writes meanwhile."
  default     = true
}

locals {
  complaint = "NullPointerException|\"pif\" is null"
}

scenario "race_in_sync" {
  summary    = "A follower that starts under load gets a NullPointerException while it is synced."
  references = ["ZOOKEEPER-4394"]
  releases   = ">= 3.8.0"

  expect "rejoin" { violated_on = ">= 3.8.0, < 3.9.3" }

  ensemble { servers = 3 }

  session "load" { server = 3 }

  step "server 3 leads, under load" {
    lead { server = 3 }
    background "writes" {
      path      = "/load"
      keys      = 100
      writes    = 1
      in_flight = 1000
      when      = var.load
    }
  }

  step "server 1 starts again and again" {
    repeat { # about every fifth time it is told of a commit between NEWLEADER and UPTODATE
      until  = log_line(1, local.complaint) != null || each.index == var.rounds - 1
      within = "4m"
      kill { server = 1 }
      start { server = 1 }
      await {
        server = 1
        log    = "UPTODATE|${local.complaint}"
      }
    }
    fact "NullPointerException while it is synced" {
      reported = release_in("< 3.9.3")
      observed = log_line(1, local.complaint) != null
    }
    assert {
      condition = log_line(1, local.complaint) == null
      guarantee = "rejoin"
    }
  }

  step "it has everything nevertheless" {
    finish "writes" { when = var.load }
    await { synced = [1, 2, 3] }
    require { condition = differences(server(1).tree, server(3).tree) == [] }
  }

  control "no load" {
    because   = "There is nothing to be told of while it is synced."
    variables = { load = false, rounds = 10 }
  }
}
