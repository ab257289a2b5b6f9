# A leader that nobody follows takes a snapshot of all that is in its log, also of what no
# quorum has: here the end of a session that in truth lives on, and a create. TRUNC cleans
# the log only.

variable "elected" {
  description = "Whether server 3 leads in vain."
  default     = true
}

locals {
  dirty = release_in("< 3.4.6 || >= 3.5.0")
}

scenario "uncommitted_close" {
  summary    = "The end of a session is never committed, and yet one server has taken the session's lock away."
  references = ["ZOOKEEPER-4837"]
  releases   = ">= 3.4.5" # on 3.4.0 the others end up with the same
  tags       = ["TRUNC", "snapshot"]

  expect "replica_agreement" { violated_on = "< 3.4.6 || >= 3.5.0" }
  expect "ephemeral_lifetime" { violated_on = "< 3.4.6 || >= 3.5.0" }

  ensemble {
    servers = 3
    config  = { initLimit = 6 } # so long does server 3 lead in vain
  }

  session "writer" { server = 3 }

  session "owner" { server = 3 }

  session "reader" { server = 3 }

  session "other" { server = 1 }

  step "a session takes the lock" {
    session = "owner"
    lead { server = 3 }
    create "/lock" { mode = "ephemeral" }
    await { persisted = [1, 2, 3] }
    connect "writer" {}
    await { synced = [1, 2, 3] }
    exists "/lock" { as = "before" }
  }

  step "a create and the end of the session reach the log of server 3 only" {
    pause { servers = [1, 2] }
    create "/phantom" {
      session = "writer"
      wait    = false
    }
    request "closeSession" {
      session = "owner"
      wait    = false
    }
    await { condition = counter(server(3).disk.zxid) >= counter(result.before.zxid) + 2 }
    kill { servers = [1, 2, 3] }
  }

  step "server 3 is elected, and nobody follows it" {
    sequence {
      when = var.elected
      cut {
        from      = 1
        to        = [2, 3]
        port      = "quorum"
        direction = "one_way"
      }
      start { servers = [1, 3] }
      await {
        server = 3
        log    = "Timeout while waiting for epoch from quorum"
      }
      kill { servers = [1, 3] }
      require { condition = (counter(coalesce(server(3).disk.snapshot, "0x0")) >= counter(result.before.zxid) + 2) == local.dirty }
      heal {}
    }
  }

  step "the others go on, and so does the session" {
    start { servers = [1, 2] }
    await { serving = [1, 2] }
    move "owner" { server = 1 }
    require { condition = session.owner.id == result.before.session }
  }

  step "server 3 follows, without the session's lock" {
    start { server = 3 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
    require { condition = server(3).sync == "TRUNC" }
    sync "/" { session = "reader" }
    exists "/lock" {
      session = "reader"
      as      = "lock"
    }
    require { condition = session.owner.state == "connected" }
    assert {
      condition = result.lock.exists
      guarantee = "ephemeral_lifetime"
    }
    fact "znodes that differ between servers 3 and 1" {
      reported = local.dirty ? ["/lock", "/phantom"] : []
      observed = [for path in differences(server(3).tree, server(1).tree) : path if path != "/"]
    }
  }

  step "server 3 leads: what is not there cannot be made" {
    session = "other"
    kill { server = 2 }
    await {
      leader  = 3
      serving = [1, 3]
    }
    create "/phantom" {
      may_fail = true
      as       = "made"
    }
    exists "/phantom" { as = "seen" }
    fact "create and exists of /phantom at server 1" {
      reported = local.dirty ? ["NodeExists", "NoNode"] : ["", ""]
      observed = [result.made.code, result.seen.code]
    }
  }

  control "server 3 is not elected" {
    because   = "It takes no snapshot of what is in its log only, and TRUNC cleans that."
    variables = { elected = false }
  }
}
