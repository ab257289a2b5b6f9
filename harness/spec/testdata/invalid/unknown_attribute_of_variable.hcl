variable "count" {
  defualt = 3 # ERROR: Unsupported argument
}

scenario "a" {
  summary = "An unknown attribute of a variable."

  ensemble { servers = 3 }

  step "one" {}
}
