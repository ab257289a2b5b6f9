scenario "restart" {
  summary = "A server that was killed misses nothing after its next start."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 is down while the value changes" {
    create "/value" { data = "1" }
    await { synced = [1, 2, 3] }
    kill { server = 2 }
    set "/value" { data = "2" }
    start { server = 2 }
    await { serving = 2 }
  }

  step "the session moves to server 2" {
    read "/value" { as = "before" }
    move "app" { server = 2 }
    read "/value" { as = "after" }
    assert {
      condition = result.after.data == result.before.data
      guarantee = "single_system_image"
    }
  }
}
