# VERDICT: held

scenario "facts" {
  summary = "Facts do not change the verdict."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the facts" { # done
    exists "/x" { as = "none" }

    fact "servers that follow" {
      reported = 2
      observed = length(followers)
    }
    fact "a number equals its text" {
      reported = "3"
      observed = leader
    }
    fact "the followers" {
      reported = [1, 2]
      observed = followers
    }
    fact "the followers as a set" {
      reported = [2, 1]
      observed = setunion(followers, [])
    }
    fact "the wrong leader" {
      reported = 1
      observed = leader
    }
    fact "a condition that holds" {
      reported  = "at least one"
      observed  = length(followers)
      condition = length(followers) >= 1
    }
    fact "a condition that does not hold" {
      reported  = 2
      observed  = length(followers)
      condition = length(followers) > 2
    }
    fact "an unknown value" {
      reported = 1
      observed = result.none.stat.version
    }
  }
}
