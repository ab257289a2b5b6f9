# What a scenario is made of. "zkscenario docs" lists every word, "zkscenario docs
# kill" says all about one.
scenario "first" {
  summary = "The leader is killed after a write; the next leader has the write."
  tags    = ["fast"]

  # Three servers that vote, of the release that the command line names.
  ensemble { servers = 3 }

  # A client, connected to server 1. Operations use it, since it is the only one.
  session "app" {
    server  = 1
    timeout = "10s"
  }

  # Steps are played in order. Nothing sleeps: each word waits until its effect is
  # there, and has a receipt that proves it.
  step "the leader is killed after a write" {
    lead { server = 3 }
    create "/paid" { data = "yes" }
    kill { server = leader }
    await { leader = 2 }
  }

  step "the write is still there" {
    read "/paid" { as = "after" }
    # A promise: when it is broken, so is the guarantee. Change "yes" to see it fail.
    assert {
      condition = result.after.data == "yes"
      guarantee = "durability"
    }
  }
}
