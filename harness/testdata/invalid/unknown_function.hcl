scenario "a" {
  summary = "Functions have fixed names."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    require { condition = lenght(followers) == 2 } # ERROR: Call to unknown function
    require { condition = length() == 2 } # ERROR: Not enough function arguments
    require { condition = release_in("newest") } # ERROR: Invalid function argument
  }
}
