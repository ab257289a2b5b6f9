variable "size" {
  description = "How many servers vote."
  default     = 3
}

variable "down" { default = [1, 2] }

locals {
  tick   = local.second / 2
  second = 1000
  old    = release_in("< 3.5.0")
}

scenario "everything" {
  summary    = "Every block, and every attribute of each."
  references = ["ZOOKEEPER-1934", "ZOOKEEPER-2846"]
  tags       = ["slow", "snapshot.v2"]

  expect "single_system_image" { violated_on = "< 3.4.4 || >= 3.5.0, < 3.5.4" }
  expect "rejoin" { violated_on = ">= 3.9.4" }

  ensemble {
    servers    = var.size
    observers  = 1
    release    = "3.4.14"
    auth       = ["digest super:secret"]
    config     = { tickTime = local.tick, snapCount = 200 }
    properties = { "zookeeper.a" = "1", "zookeeper.b" = "1" }

    server "2" {
      config     = { snapCount = 10 }
      properties = { "zookeeper.b" = "2" }
    }
    server "3" { observer = true }
  }

  session "app" {
    server  = 4
    timeout = "1m30s"
    auth    = ["digest ann:my secret", "sasl"]
  }
  session "other" {}

  finally "two" {
    anything {}
  }

  step "one" {
    anything {}
  }

  control "nobody is down" {
    because    = "Nothing happens."
    on         = ">= 3.5.0"
    variables  = { down = [] }
    config     = { snapCount = 100 }
    properties = { "zookeeper.b" = "3" }
    release    = "3.5.0-alpha"
  }
}
