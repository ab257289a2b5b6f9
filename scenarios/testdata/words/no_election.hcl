# Up to 3.6.0 the thread that sends the votes opens the connections for them itself, one after the
# other. In 3.6.0 each attempt takes longer than a round of the election: votes for those who live
# wait behind those for the dead, as long as these answer nothing, not even a refusal.
scenario "no_election" {
  summary    = "Three of five servers never elect a leader, as expected, and nobody is left to show a tree."
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

  step "the machines of servers 4 and 5 are gone" {
    # Killed first, so that the others see the end of the connections that there are, and open
    # new ones, which nothing answers.
    power_off {
      servers = [4, 5]
      kill    = true
    }
  }

  step "the others elect a leader" {
    await {
      serving   = [1, 2, 3]
      within    = "20s"
      guarantee = "availability"
    }
  }
}
