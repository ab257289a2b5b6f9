# A server that is synced by a DIFF takes the sessions that the DIFF opens into its tree,
# and until 3.4.3 not into its list of sessions, which its snapshot holds. When it leads
# after a restart, it kills what looks like the leftovers of dead sessions.

variable "away" {
  description = "Whether server 2 is away when the session begins."
  default     = true
}

scenario "session_lost_by_diff" {
  summary    = "A live session and its ephemeral znode vanish when a server leads that learnt of the session by a DIFF."
  references = ["ZOOKEEPER-1367"]
  tags       = ["DIFF"]

  expect "ephemeral_lifetime" { violated_on = "< 3.4.3" }

  ensemble { servers = 3 }

  session "writer" { server = 1 }

  session "owner" {
    server  = 1
    timeout = "20s"
  }

  session "reader" { server = 2 }

  step "server 2 learns of a session by a DIFF" {
    lead { server = 3 }
    create "/p" { session = "writer" }
    await { synced = [1, 2, 3] }
    kill {
      server = 2
      when   = var.away
    }
    create "/lock" {
      session = "owner"
      mode    = "ephemeral"
    }
    start {
      server = 2
      when   = var.away
    }
    await { synced = [1, 2, 3] }
    require {
      condition = server(2).sync == "DIFF"
      when      = var.away
    }
    await { persisted = [1, 2, 3] }
  }

  step "all are killed, and server 2 leads when 1 and 2 are back" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2] }
    await {
      serving = [1, 2]
      leader  = 2
    }
  }

  step "the session, whose client never stopped trying, goes on" {
    await { condition = contains(["connected", "expired"], session.owner.state) }
    sync "/" { session = "reader" }
    exists "/lock" {
      session = "reader"
      as      = "lock"
    }
    fact "the session, and its znode" {
      reported = ["expired", "NoNode"]
      observed = [session.owner.state, result.lock.code]
    }
  }

  control "server 2 is there" {
    because   = "It learns of the session by a proposal, and keeps it."
    variables = { away = false }
  }
}
