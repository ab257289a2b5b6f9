# Up to 3.6.0 the thread that sends the votes opens the connections for them itself, one after the
# other. In 3.6.0 each attempt takes longer than a round of the election: votes for those who live
# wait behind those for the dead, as long as these answer nothing, not even a refusal.
scenario "no_election_until_healed" {
  summary    = "Three of five servers elect no leader, as expected, until the last step brings the others back."
  references = ["ZOOKEEPER-3756"]

  expect "availability" { violated_on = "= 3.6.0" }

  ensemble {
    servers = 5
    config  = { syncLimit = 4 }
  }

  session "app" { server = 1 }

  step "server 5 leads" {
    lead { server = 5 }
    create "/before" {}
  }

  step "servers 4 and 5 are gone, and nothing reaches their machines" {
    cut {
      from      = [1, 2, 3]
      to        = [4, 5]
      direction = "one_way"
    }
    kill { servers = [4, 5] }
  }

  step "the others elect a leader" {
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "availability"
    }
  }

  finally "all servers are back" {
    heal {}
    start { servers = [4, 5] }
    await { synced = [1, 2, 3, 4, 5] }
    read "/before" {}
  }
}
