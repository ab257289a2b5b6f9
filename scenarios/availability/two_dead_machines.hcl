# Servers that look for a leader send their votes to each other. Before 3.5.8 and 3.6.1 the
# thread that sends them opens the connections, one after the other, and an attempt takes
# seconds when a machine answers nothing, not even a refusal. So the votes for those who
# live wait behind those for the dead, and are out of date when they come.

variable "gone" {
  description = "Whether the machines are gone too."
  default     = true
}

locals {
  slow   = release_in("< 3.5.8 || = 3.6.0")
  opener = local.slow ? "WorkerSender" : "QuorumConnectionThread"
}

scenario "two_dead_machines" {
  summary    = "Two of five machines, the leader's among them, are gone; the other three elect no leader, or only after a long time."
  references = ["ZOOKEEPER-3756"]
  releases   = ">= 3.4.6" # on 3.4.0 one of the three may never try
  tags       = ["election"]

  expect "availability" { violated_on = "< 3.5.8 || = 3.6.0" }

  ensemble {
    servers = 5
    config  = { syncLimit = 4 }
  }

  session "app" { server = 1 }

  session "after" { server = 1 }

  step "server 5 leads" {
    lead { server = 5 }
    create "/before" { session = "app" }
  }

  step "the servers 4 and 5 end, and then their machines are gone" {
    power_off {
      servers = [4, 5]
      kill    = true
      when    = var.gone
    }
    kill {
      servers = [4, 5]
      when    = !var.gone
    }
  }

  step "the other three elect a leader" {
    call "a new session opens and writes" { within = "8s" }
    # They tried, and got no refusal: that it took seconds is what delays the election.
    await {
      condition = alltrue([for s in [1, 2, 3] : log_line(s, "SocketTimeoutException: (?i:connect timed out)") != null])
      when      = var.gone
    }
    fact "a session" {
      reported  = local.slow ? "none in 8 s" : "within 2 s"
      observed  = result.opened.outcome == "ok" ? format("after %.1f s", result.opened.seconds) : "none in 8 s"
      condition = (result.opened.outcome == "ok") != local.slow
    }
    fact "who is slow to open connections" {
      reported  = local.opener
      observed  = log_line(1, "\\[(WorkerSender|QuorumConnectionThread).*Cannot open channel to [45]")
      condition = log_line(1, "\\[${local.opener}.*Cannot open channel to [45]") != null
    }
    assert {
      condition = result.opened.outcome == "ok" && result.after.outcome == "ok"
      guarantee = "availability"
    }
  }

  step "the machines are back" {
    power_on {
      servers = [4, 5]
      when    = var.gone
    }
    start {
      servers = [4, 5]
      when    = !var.gone
    }
    await { synced = [1, 2, 3, 4, 5] }
  }

  control "the machines refuse connections" {
    because   = "A refusal takes no time."
    variables = { gone = false }
  }
}
