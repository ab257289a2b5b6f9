# VERDICT: held
# HELD: availability, durability, replica_agreement, sequential_consistency, single_system_image

scenario "clock" {
  summary = "Conditions measure with the clock of the run, and a deadline begins at a result."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "moments" {
    session = "app"
    watch "/" {
      mode    = "children"
      session = "other"
    }
    create "/a" { as = "a" }
    create "/b" { as = "b" }
    command "ruok" {
      server = 1
      as     = "answer"
    }
    await {
      event   = "NodeChildrenChanged"
      session = "other"
    }
    require { condition = clock() == clock() && seconds_since(clock()) == 0 }
    require { condition = result.a.at > 0 && result.a.at < result.b.at && result.b.at < result.answer.at && result.answer.at < clock() }
    require { condition = result.b.at - result.b.seconds >= result.a.at }
    require { condition = session.other.events[0].at > result.a.at - result.a.seconds && seconds_since(session.other.events[0].at) > 0 }
    require { condition = seconds_since(result.answer.at) < seconds_since(result.a.at) && seconds_since(result.a.at) <= clock() }
  }

  step "a deadline" {
    session = "app"
    kill { server = leader }
    connect "app" { server = 1 }
    create "/c" { as = "c" }
    assert {
      condition = result.c.at - result.answer.at < 60
      guarantee = "availability"
    }
  }

  step "rounds until a moment" {
    session = "app"
    repeat {
      until = seconds_since(result.c.at) > 0.05
      sync "/" { as = "synced" }
    }
    require { condition = clock() - result.c.at > 0.05 }
  }
}
