# VERDICT: held

scenario "parallel" {
  summary = "Words run at the same time, and the step continues when all have ended."

  ensemble { servers = 3 }

  session "app" { server = 2 }
  session "other" { server = 3 }

  step "a fault and writes at the same time" {
    parallel {
      kill { server = 1 }
      sequence {
        create "/a" {
          session = "app"
          as      = "first"
        }
        set "/a" {
          session = "app"
          data    = "app"
        }
      }
      create "/b" {
        session = "other"
        as      = "second"
      }
    }
    require { condition = server(1).exited && result.first.path == "/a" && result.second.path == "/b" }
  }

  step "both use a session for the first time" {
    start { server = 1 }
    parallel {
      repeat {
        times = 20
        set "/a" { session = "app" }
      }
      repeat {
        times = 20
        set "/a" { session = "app" }
      }
    }
    read "/a" {
      session = "app"
      as      = "after"
    }
    require { condition = result.after.stat.version == 41 }
  }
}
