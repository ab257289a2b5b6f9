scenario "misspelt_attributes" { # ERROR: Missing required argument: "summary"
  sumary = "x" # ERROR: Unsupported argument: Did you mean "summary"?

  ensemble {
    servers  = 3
    observer = 1 # ERROR: Unsupported argument: Did you mean "observers"?
    confg    = {} # ERROR: Unsupported argument: Did you mean "config"?

    server "1" {
      propertys = {} # ERROR: Unsupported argument: Did you mean "properties"?
    }
  }

  session "app" {
    timout = "5s" # ERROR: Unsupported argument: Did you mean "timeout"?
  }

  step "x" {}
}
