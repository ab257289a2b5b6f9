variable "victims" { default = [1] }

scenario "story" {
  summary    = "The same in both forms of HCL."
  references = ["ZOOKEEPER-1934"]

  expect "durability" { violated_on = "< 3.4.0" }

  ensemble {
    servers = 3
    config  = { tickTime = 500 }
  }

  session "app" { server = 2 }

  step "two writes and a fault between" {
    create "/x" { data = "1" }
    kill { servers = var.victims }
    set "/x" {
      data = "2"
      as   = "second"
    }
    start { servers = var.victims }
    set "/x" { data = "3" }
  }

  step "the value is there" {
    read "/x" { as = "last" }
    assert {
      condition = result.last.data == "3" && result.second.server == session.app.server
      guarantee = "durability"
    }
  }

  finally "a look" {
    exists "/x" {}
  }
}
