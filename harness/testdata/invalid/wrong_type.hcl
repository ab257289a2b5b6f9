scenario "a" {
  summary = "Values of the wrong type."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill { server = "two" } # ERROR: Wrong type
    kill { server = [1] } # ERROR: Wrong type
    kill { servers = 1 } # ERROR: Wrong type
    kill { server = 1.5 } # ERROR: Unsuitable value type
    set "/x" { data = ["1"] } # ERROR: Wrong type
    delete "/x" { version = "newest" } # ERROR: Wrong type
    require { condition = 5 } # ERROR: Wrong type
    require { condition = "yes" } # ERROR: Wrong type
    require { condition = followers } # ERROR: Wrong type
    await { serving = "all" } # ERROR: Not a server
    kill { servers = leader } # ERROR: Wrong type
    lead { server = followers } # ERROR: Wrong type
  }
}
