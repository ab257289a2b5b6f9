# The bug of binchanges.hcl with the hole in a third place: across the end of an
# epoch. The next leader writes nothing in the old epoch after its SNAP, so that its
# log goes on with the new epoch, and what it sends to server 2 looks complete.

variable "missing" {
  description = "The servers that miss the value 3: server 2, and server 4, which will lead."
  default     = [2, 4]
}

variable "disk_sync" {
  description = "Whether leaders may sync learners out of their transaction logs."
  default     = true
}

locals {
  # Without a hole the leader sees that its log outweighs the snapshot, and sends that.
  diff_with_hole = var.disk_sync && contains(var.missing, 4)
}

scenario "binchanges_epoch_hole" {
  summary    = "A new leader whose log lacks the end of the old epoch syncs a server by a DIFF that begins with the new one."
  references = ["ZOOKEEPER-1934", "ZOOKEEPER-2846"]

  expect "single_system_image" { violated_on = ">= 3.5.0" }
  expect "replica_agreement" { violated_on = ">= 3.5.0" }

  ensemble {
    servers = 5
    config  = { tickTime = 500, snapCount = 200, preAllocSize = 64 }
  }

  session "app" {
    server  = 1
    timeout = "20s"
  }

  step "server 5 leads epoch 3" {
    lead {
      server = 5
      epoch  = 3
    }
  }

  step "everybody knows the value 2" {
    call "everybody knows the value 2" {}
  }

  step "server 2 and the next leader miss the value 3" {
    kill { servers = var.missing }
    call "write the value 3, and more than a leader remembers" {}
  }

  step "server 4 comes back by a SNAP, and nothing is written after it" {
    call "servers come back" { servers = setsubtract(var.missing, [2]) }
  }

  step "server 4 is elected, and writes into the new epoch" {
    call "server 4 is elected" { zxid = "0x300001c4b" }
    set "/bulk" {}
  }

  step "server 2 is told that it is up to date" {
    read "/binchanges" { as = "before" }
    require { condition = result.before.data == "3" }
    start { server = 2 }
    await { serving = 2 }
    require { condition = server(2).sync == (release_in(">= 3.5.0") && local.diff_with_hole ? "DIFF" : "SNAP") }
  }

  step "the session moves to server 2" {
    move "app" { server = 2 }
    read "/binchanges" { as = "after" }
    assert {
      condition = result.after.data == result.before.data
      guarantee = "single_system_image"
    }

    fact "value read by the session on its first server" {
      reported = "3"
      observed = result.before.data
    }
    fact "how the new leader synced server 2" {
      reported = "DIFF"
      observed = server(2).sync
    }
    fact "value read by the session on server 2" {
      reported = "2"
      observed = result.after.data
    }
    fact "znodes in which the trees of servers 1, 2, 3, 5 differ from the leader's" {
      reported  = "server 2 massively, the others not"
      observed  = [for s in [1, 2, 3, 5] : length(differences(server(s).tree, server(leader).tree))]
      condition = [for s in [1, 2, 3, 5] : length(differences(server(s).tree, server(leader).tree)) >= 100] == [false, true, false, false]
    }
  }

  control "server 4 missed nothing" {
    because   = "Only server 2 is killed, so the log of the next leader has no hole."
    variables = { missing = [2] }
  }

  control "no sync from disk" {
    because    = "A negative snapshotSizeFactor keeps leaders from syncing out of their logs: the workaround of pull request 314. Releases up to 3.5.3 do not heed it."
    properties = { "zookeeper.snapshotSizeFactor" = "-1" }
    variables  = { disk_sync = false }
    on         = ">= 3.5.4"
  }
}
