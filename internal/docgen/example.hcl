scenario "write_survives" {
  summary = "The leader is killed after a write; the next leader has the write."
  ensemble { servers = 3 }
  session "app" { server = 1 }

  step "the leader is killed after a write" {
    lead { server = 3 }
    create "/paid" { data = "yes" }
    kill { server = leader }
    await { leader = 2 }
  }

  step "the write is still there" {
    read "/paid" { as = "after" }
    assert {
      condition = result.after.data == "yes"
      guarantee = "durability"
    }
  }
}
