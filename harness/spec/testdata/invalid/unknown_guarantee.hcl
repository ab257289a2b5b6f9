scenario "a" {
  summary = "Promises have names."

  expect "single_sytem_image" { violated_on = ">= 3.5.0" } # ERROR: No such guarantee

  ensemble { servers = 3 }

  step "one" {}
}
