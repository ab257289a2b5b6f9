# The parts of a scenario. "zkscenario docs" lists all words, "zkscenario docs kill"
# describes one.
scenario "first" {
  summary = "The leader is killed after a write; the next leader has the write."
  tags    = ["fast"]

  # Three voting servers of the release that the command line selects.
  ensemble { servers = 3 }

  # A client session on server 1. Operations use it, since it is the only one.
  session "app" {
    server  = 1
    timeout = "10s"
  }

  # Steps run in order. Nothing sleeps: each word waits for its effect, and has a
  # receipt that proves it.
  step "the leader is killed after a write" {
    lead { server = 3 }
    create "/paid" { data = "yes" }
    kill { server = leader }
    await { leader = 2 }
  }

  step "the write is still there" {
    read "/paid" { as = "after" }
    # If the condition is false, durability is violated. Change "yes" to see it fail.
    assert {
      condition = result.after.data == "yes"
      guarantee = "durability"
    }
  }
}
