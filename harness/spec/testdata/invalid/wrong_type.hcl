scenario "a" {
  summary    = "Values of wrong types."
  references = "ZOOKEEPER-1934" # ERROR: Unsuitable value type

  ensemble { servers = "three" } # ERROR: Unsuitable value type

  session "app" { server = [1] } # ERROR: Unsuitable value type

  step "one" {}
}

scenario "b" {
  summary = "The number of servers is not an integer."

  ensemble {
    servers = 2.5 # ERROR: Unsuitable value type
  }

  step "one" {}
}

scenario "c" {
  summary = "The value of a line of zoo.cfg is not a string."

  ensemble {
    servers = 3
    config  = { tickTime = [500] } # ERROR: Unsuitable value type
  }

  step "one" {}
}
