scenario "a" {
  summary = "A guarantee that does not exist."

  expect "single_sytem_image" { violated_on = ">= 3.5.0" } # ERROR: No such guarantee

  ensemble { servers = 3 }

  step "one" {}
}
