# A server without any snapshot takes its logs for all that there ever was. Up to 3.5.2 it
# does so also when the first of them are gone, and serves what the last one holds: its
# zxid is that of the leader, which has nothing to tell it.

variable "cut" {
  description = "Whether older logs are lost too."
  default     = true
}

locals {
  refusal = "No snapshot found, but there are log entries"
}

scenario "last_log_only" {
  summary    = "A server has lost its snapshots and all but the end of its log; it has to refuse to start, and serves what little it has."
  references = ["ZOOKEEPER-2325"]
  tags       = ["disk"]

  expect "replica_agreement" { violated_on = "< 3.5.3" }

  ensemble {
    servers = 3
    config  = { snapCount = 60, preAllocSize = 64 }
  }

  session "app" { server = 3 }

  step "300 znodes are in several logs of server 1" {
    lead { server = 3 }
    fill "/" {
      children  = 300
      in_flight = 1
    }
    await { persisted = [1, 2, 3] }
    stop { server = 1 }
  }

  step "it loses all snapshots, and all logs but the last" {
    edit_file {
      server = 1
      file   = "all_snapshots"
      remove = true
    }
    edit_file {
      server = 1
      file   = "older_logs"
      remove = true
      when   = var.cut
    }
    require { condition = server(1).disk.last_logged == server(3).zxid }
  }

  step "it starts, or refuses to" {
    start { server = 1 }
    await { condition = server(1).exited || server(1).role == "follower" }
    # Sent a snapshot, it would show nothing.
    require { condition = server(1).exited ? log_line(1, local.refusal) != null : server(1).sync == "DIFF" }
    fact "znodes that are missing at server 1" {
      reported  = "119 to 260 of 300"
      observed  = server(1).exited ? "it refuses to start" : "${length(differences(server(1).tree, server(3).tree)) - 1} of 300"
      condition = !server(1).exited && length(differences(server(1).tree, server(3).tree)) > 1
    }
    assert {
      condition = server(1).exited || differences(server(1).tree, server(3).tree) == []
      guarantee = "replica_agreement"
    }
  }

  step "with empty disks it starts, and is sent everything" {
    kill {
      server      = 1
      may_be_down = true
    }
    wipe { server = 1 }
    start { server = 1 }
    await {
      synced    = [1, 2, 3]
      guarantee = "rejoin"
    }
  }

  control "the other logs are there" {
    because   = "The logs are all that there ever was."
    variables = { cut = false }
  }
}
