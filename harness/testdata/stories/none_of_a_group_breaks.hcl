# VERDICT: not reproduced
# BECAUSE: expected to break on this release, but held: one of single_system_image, replica_agreement, watch_order
# HELD: durability, read_your_writes, replica_agreement, sequential_consistency, single_system_image

scenario "none_of_a_group_breaks" {
  summary = "Of three guarantees any may break: two hold, and nothing tests the third."

  expect "single_system_image" {
    or          = ["replica_agreement", "watch_order"]
    violated_on = ">= 3.5.0"
  }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "all servers have the value 2" {
    create "/value" { data = "1" }
    set "/value" { data = "2" }
    await { synced = [1, 2, 3] }
  }

  step "server 2 misses the value 3" {
    kill { server = 2 }
    set "/value" { data = "3" }
    start { server = 2 }
    await { serving = 2 }
  }

  step "the session moves to server 2" {
    read "/value" { as = "before" }
    require { condition = result.before.data == "3" }
    move "app" { server = 2 }
    read "/value" { as = "after" }
  }
}
