scenario "read" {
  summary = "What was written is read."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "write and read" {
    create "/value" { data = "1" }
    read "/value" { as = "value" }
    assert {
      condition = result.value.data == "1"
      guarantee = "read_your_writes"
    }
  }
}
