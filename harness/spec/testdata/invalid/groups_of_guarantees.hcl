scenario "a" {
  summary = "The groups of guarantees have mistakes."

  expect "durability" {
    or          = ["rejoin", "replica_agrement"] # ERROR: No such guarantee: Did you mean "replica_agreement"?
    violated_on = "< 3.5.0"
  }
  expect "watch_order" {
    or          = ["watch_delivery", "watch_order"] # ERROR: Duplicate guarantee: "watch_order" is named twice
    violated_on = "< 3.5.0"
  }
  expect "acl_integrity" {
    or          = ["atomicity"]
    violated_on = ">= 3.5.0"
  }
  expect "atomicity" { violated_on = ">= 3.8.0" } # ERROR: Guarantee expected twice: "atomicity" is expected to be violated on 3.8.4 at
  expect "write_order" { # ERROR: Guarantee expected twice: "acl_integrity"
    or          = ["acl_integrity"]
    violated_on = "< 3.9.0"
  }
  expect "rejoin" {
    or          = ["acl_integrity"]
    violated_on = "< 3.5.0"
  }
  expect "limits" {
    or          = "rejoin" # ERROR: Unsuitable value type
    violated_on = "< 3.5.0"
  }

  ensemble { servers = 3 }

  step "one" {}
}
