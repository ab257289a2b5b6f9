scenario "a" {
  summary   = "Attributes that do not exist."
  reference = ["ZOOKEEPER-1934"] # ERROR: Unsupported argument

  expect "durability" {
    violated_on = ">= 3.5.0"
    fixed_in    = "3.6.0" # ERROR: Unsupported argument
  }

  ensemble {
    server = 3 # ERROR: Unsupported argument
    servers = 3

    server "1" {
      observers = true # ERROR: Unsupported argument
    }
  }

  session "app" {
    sever = 1 # ERROR: Unsupported argument
  }

  step "one" {}

  control "b" {
    becuase = "It must hold." # ERROR: Unsupported argument
    because = "It must hold."
    release = "3.4.14"
  }
}
