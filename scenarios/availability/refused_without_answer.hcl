# A server closes the connection of a client that has seen a later zxid than itself, and
# says nothing: the client may find a server that is further. When all have lost their
# data there is none, and the client can neither go on nor learn that its session is gone.

variable "lost" {
  description = "Whether the servers lose their data."
  default     = true
}

scenario "refused_without_answer" {
  summary    = "The ensemble has lost everything; a client that has seen more is never told that its session is gone."
  references = ["ZOOKEEPER-832"]
  releases   = ">= 3.4.14"

  expect "availability" { violated_on = ">= 3.4.14" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "a session has seen a later epoch" {
    lead {
      server = 3
      epoch  = 2
    }
    exists "/" { as = "seen" }
    require { condition = epoch(result.seen.zxid) >= 2 }
    disconnect "app" {}
  }

  step "all servers lose everything" {
    kill { servers = [1, 2, 3] }
    wipe {
      servers = [1, 2, 3]
      when    = var.lost
    }
    start { servers = [1, 2, 3] }
    await { serving = [1, 2, 3] }
    require {
      condition = epoch(server(1).zxid) < epoch(result.seen.zxid)
      when      = var.lost
    }
  }

  step "the session comes back, and gets an answer" {
    repeat {
      for_each = [1, 2, 3]
      move "app" {
        server   = each.value
        within   = "3s"
        may_fail = true
        as       = "back"
      }
      # Another reason for no answer would prove nothing.
      require { condition = result.back.outcome != "unknown" || log_line(each.value, "Refusing session.* as it has seen zxid") != null }
      fact "what a server answers" {
        reported = "nothing"
        observed = result.back.outcome == "unknown" ? "nothing" : result.back.outcome
      }
      assert {
        condition = result.back.outcome != "unknown"
        guarantee = "availability"
      }
    }
  }

  control "the data stay" {
    because   = "No server is behind what the client has seen."
    variables = { lost = false }
  }
}
