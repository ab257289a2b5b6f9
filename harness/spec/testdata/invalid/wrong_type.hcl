scenario "a" {
  summary    = "Numbers are numbers."
  references = "ZOOKEEPER-1934" # ERROR: Unsuitable value type

  ensemble { servers = "three" } # ERROR: Unsuitable value type

  session "app" { server = [1] } # ERROR: Unsuitable value type

  step "one" {}
}

scenario "b" {
  summary = "Servers are whole."

  ensemble {
    servers = 2.5 # ERROR: Unsuitable value type
  }

  step "one" {}
}

scenario "c" {
  summary = "A line of zoo.cfg is text."

  ensemble {
    servers = 3
    config  = { tickTime = [500] } # ERROR: Unsuitable value type
  }

  step "one" {}
}
