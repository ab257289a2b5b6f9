# The end of a session is one transaction, which since 3.6.0 lists all its ephemeral znodes.
# Nobody looks how long it becomes: beyond jute.maxbuffer the followers cannot read it from
# their leader, and no server can read it from its own log. Before, it was empty, and each
# server knew the znodes.

variable "hundreds" {
  description = "Number of ephemeral znodes, in hundreds."
  default     = 120
}

locals {
  listed = release_in(">= 3.6.0") && var.hundreds > 100
  # What servers say that cannot read it. Another reason not to serve would prove nothing.
  complaint = "Unreasonable length = 2[0-9]{6}"
}

scenario "too_many_ephemerals" {
  summary    = "A session with 12000 ephemeral znodes is closed; the ensemble stops serving, and does not start again."
  references = ["ZOOKEEPER-4306"]

  expect "availability" { violated_on = ">= 3.6.0" }
  expect "rejoin" { violated_on = ">= 3.6.0" }

  ensemble { servers = 3 }

  session "app" { server = 3 }

  session "owner" { server = 1 }

  session "after" { server = 3 }

  step "a session makes 12000 ephemeral znodes, with paths of 2.5 MB" {
    lead { server = 3 }
    create "/d" { session = "app" }
    repeat {
      times = var.hundreds
      transaction {
        session = "owner"
        create "/d" {
          child = strrepeat("p", 200)
          mode  = "ephemeral_sequential"
          count = 100
        }
      }
    }
  }

  step "it is closed" {
    close "owner" {
      within   = "6s"
      may_fail = true
      as       = "closed"
    }
    await { condition = local.listed ? log_line(1, local.complaint) != null : result.closed.outcome == "ok" }
    fact "what a follower says" {
      reported  = local.listed ? "Unreasonable length = 2532938" : "nothing"
      observed  = coalesce(log_line(1, local.complaint), "nothing")
      condition = local.listed == (log_line(1, local.complaint) != null)
    }
  }

  step "clients are served" {
    call "a new session opens and writes" { within = "20s" }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "all servers start again" {
    restart {
      servers     = [1, 2, 3]
      may_be_down = true
    }
    await { condition = alltrue([for s in [1, 2, 3] : server(s).role != ""]) || length([for s in [1, 2, 3] : s if server(s).exited && log_line(s, local.complaint) != null]) >= 2 }
    assert {
      condition = alltrue([for s in [1, 2, 3] : server(s).role != ""])
      guarantee = "rejoin"
    }
  }

  step "they do once they may read as much" {
    restart {
      servers     = [1, 2, 3]
      may_be_down = true
      properties  = { "jute.maxbuffer" = 4194304 }
    }
    await { synced = [1, 2, 3] }
  }

  control "1200 ephemeral znodes" {
    because   = "Their paths fit into a transaction that can be read."
    variables = { hundreds = 12 }
  }
}
