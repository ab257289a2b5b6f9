scenario { # ERROR: Missing name for scenario
  summary = "Scenarios have names."
}
