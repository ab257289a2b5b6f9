# VERDICT: held

scenario "facts" {
  summary = "Facts are evidence, whatever they say."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the facts" { # done
    exists "/x" { as = "none" }

    fact "servers that follow" {
      reported = 2
      observed = length(followers)
    }
    fact "a number is its text" {
      reported = "3"
      observed = leader
    }
    fact "who follows" {
      reported = [1, 2]
      observed = followers
    }
    fact "the wrong leader" {
      reported = 1
      observed = leader
    }
    fact "no plain equality" {
      reported  = "at least one"
      observed  = length(followers)
      condition = length(followers) >= 1
    }
    fact "no equality either" {
      reported  = 2
      observed  = length(followers)
      condition = length(followers) > 2
    }
    fact "what cannot be told" {
      reported = 1
      observed = result.none.stat.version
    }
  }
}
