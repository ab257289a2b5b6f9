variable "count" {
  defualt = 3 # ERROR: Unsupported argument
}

scenario "a" {
  summary = "Variables are read first."

  ensemble { servers = 3 }

  step "one" {}
}
