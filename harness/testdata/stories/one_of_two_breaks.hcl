# VERDICT: reproduced
# BECAUSE: broken, as expected on this release: replica_agreement
# BROKEN: replica_agreement
# HELD: durability, read_your_writes, sequential_consistency, single_system_image
# RUNTIME: {"Deviations": [{"Server": 2, "Stray": "/stray"}]}

scenario "one_of_two_breaks" {
  summary = "One of two guarantees breaks, and it was open which."

  expect "single_system_image" {
    or          = ["replica_agreement"]
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
