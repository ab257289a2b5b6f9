scenaro "a" { # ERROR: Unsupported block type
  summary = "The type of a block is misspelt."
}
