# A check of a version is meant to be a part of a transaction. Of one that comes by itself
# the leader makes a transaction that no server can read: not the followers, which it is
# proposed to, and not the leader itself when it finds it in its log.

variable "alone" {
  description = "Whether the check is outside of a transaction."
  default     = true
}

scenario "lone_check" {
  summary    = "A client sends a check outside of a transaction: the leader loses its followers, and can neither follow nor start any more."
  references = ["ZOOKEEPER-2623"]

  expect "rejoin" { violated_on = ">= 3.5.0, < 3.8.5 || >= 3.9.0, < 3.9.3" }

  ensemble { servers = 3 }

  session "rogue" { server = 1 }

  session "after" { server = 1 }

  session "leader" { server = 3 }

  step "a client of a follower sends a check by itself" {
    session = "rogue"
    lead { server = 3 }
    create "/x" {}
    await { synced = [1, 2, 3] }
    request "check" {
      fields   = [{ string = "/x" }, { int = -1 }]
      within   = "6s"
      may_fail = true
      as       = "check"
      when     = var.alone
    }
    transaction {
      when = !var.alone
      check "/x" { version = 0 }
    }
    require { # it was refused, or it has become a transaction
      condition = contains(["Unimplemented", "MarshallingError"], result.check.code) || log_line(1, "Unsupported Txn with type=(%d)?13") != null
      when      = var.alone
    }
    fact "answer" {
      reported = "ConnectionLoss"
      observed = result.check.code
      when     = var.alone
    }
  }

  step "the others serve" {
    call "a new session opens and writes" { within = "40s" }
    assert {
      condition = result.after.outcome == "ok"
      guarantee = "availability"
    }
    connect "leader" {
      within   = "6s"
      may_fail = true
      as       = "leader"
    }
    fact "a new session at server 3" {
      reported = "none"
      observed = result.leader.outcome == "ok" ? "opened" : "none"
    }
  }

  step "all are killed, and start" {
    kill { servers = [1, 2, 3] }
    start { servers = [1, 2, 3] }
    await { condition = server(3).exited || server(3).role != "" }
    fact "what server 3 says" {
      reported  = "Unsupported Txn with type=13"
      observed  = coalesce(log_line(3, "Unsupported Txn with type=(%d)?13"), "nothing")
      condition = log_line(3, "Unsupported Txn with type=(%d)?13") != null
    }
    await {
      serving   = [1, 2, 3]
      within    = "15s"
      guarantee = "rejoin"
    }
  }

  control "the check is in a transaction" {
    because   = "Servers can read a transaction that has a check."
    variables = { alone = false }
  }
}
