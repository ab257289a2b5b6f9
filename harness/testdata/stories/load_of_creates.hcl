# VERDICT: held

scenario "load_of_creates" {
  summary = "Loads create znodes at a rate, and report what they did."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "loads" { # done
    background "busy" {
      session = "app"
      path    = "/load"
      keys    = 2
      writes  = 0.25
      creates = 0.5
      sizes   = ["10", "1kB"]
    }
    background "steady" {
      session = "other"
      path    = "/steady"
      writes  = 0
      creates = 1
      mode    = "ephemeral_sequential"
      rate    = 100
    }
    repeat {
      until = length(result.made.children) >= 30
      children "/steady" {
        session = "other"
        as      = "made"
      }
    }
    finish "busy" { as = "busy" }
    finish "steady" { as = "steady" }
    require { condition = result.busy.outcome == "ok" && result.busy.operations.total == result.busy.operations.ok && result.busy.errors == {} }
    require { condition = result.steady.seconds * 100 + 3 >= result.steady.operations.ok && result.steady.latency.max >= result.steady.latency.p99 }
  }

  step "what they wrote" { # done
    session = "other"
    sync "/" {}
    children "/load" { as = "listed" }
    require { condition = length([for name in result.listed.children : name if substr(name, 0, 5) == "busy-"]) > result.busy.operations.ok / 4 }
    children "/steady" { as = "steady_listed" }
    require { condition = length(result.steady_listed.children) == result.steady.operations.ok + 10 }
    read "/load" {
      child = [for name in result.listed.children : name if substr(name, 0, 5) == "busy-"][0]
      as    = "one"
    }
    require { condition = contains([10, 1000], result.one.stat.data_length) }
  }
}
