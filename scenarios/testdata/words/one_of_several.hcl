scenario "one_of_several" {
  summary = "Of three guarantees any may be violated: an assertion finds one violated, and nothing tests another."

  expect "durability" {
    or          = ["single_system_image", "watch_order"]
    violated_on = ">= 3.5.0"
  }

  ensemble { servers = 1 }

  session "app" {}

  step "what was written is compared with something else" {
    create "/value" { data = "1" }
    read "/value" { as = "after" }
    assert {
      condition = release_in("< 3.5.0") || result.after.data == "2"
      guarantee = "durability"
    }
  }
}
