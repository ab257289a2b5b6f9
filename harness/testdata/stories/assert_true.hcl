# VERDICT: held
# BECAUSE: every guarantee held
# HELD: availability, durability, read_your_writes, replica_agreement, sequential_consistency, single_system_image

scenario "assert_true" {
  summary = "Guarantees that hold are in the report too."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the assertions" { # done
    create "/x" { data = "1" }
    read "/x" { as = "read" }
    assert {
      condition = result.read.data == "1"
      guarantee = "durability"
    }
    await {
      leader    = 3
      guarantee = "availability"
    }
  }
}
