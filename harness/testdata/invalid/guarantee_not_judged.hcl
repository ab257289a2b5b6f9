scenario "guarantee_not_judged" {
  summary = "A guarantee is expected to break that nothing judges."

  expect "availability" { violated_on = ">= 3.5.0" } # ERROR: Nothing judges this guarantee
  expect "single_system_image" { violated_on = ">= 3.5.0" }
  expect "rejoin" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 4 } # ERROR: No such server

  step "one guarantee is named" {
    await {
      serving   = 9 # ERROR: No such server
      guarantee = "rejoin"
    }
  }
}
