# VERDICT: violated
# BECAUSE: broken, though not expected to break on this release: replica_agreement
# BROKEN: replica_agreement, single_system_image
# RUNTIME: {"Deviations": [{"Server": 2, "Start": 2, "Stale": "AtStart"}]}

scenario "violated_besides_a_group" {
  summary = "One of a group breaks, and so does a guarantee that is not in it."

  expect "single_system_image" {
    or          = ["watch_order"]
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
