scenario "group_not_judged" {
  summary = "Of a group one guarantee is expected to break that nothing judges."

  expect "single_system_image" { # ERROR: Nothing judges this guarantee: "availability"
    or          = ["availability", "durability"]
    violated_on = ">= 3.5.0"
  }
  expect "watch_order" {
    or          = ["watch_delivery"]
    violated_on = "< 3.5.0"
  }
  expect "watch_delivery" { violated_on = ">= 3.5.0" }
  expect "acl_integrity" {
    or          = ["write_order"]
    violated_on = "< 3.8.0"
  }
  expect "write_order" { violated_on = "< 3.5.0" } # ERROR: Guarantee expected twice: "write_order" is expected to be violated on 3.4.14

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "one" {
    create "/value" {}
  }
}
