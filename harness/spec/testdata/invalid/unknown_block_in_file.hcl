scenaro "a" { # ERROR: Unsupported block type
  summary = "The word is scenario."
}
