locals {
  long = strrepeat("0123456789", 10)
}

scenario "a" {
  summary = "Functions with arguments that they do not take."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    create "/a" { data = strrepeat(local.long, -1) } # ERROR: Invalid function argument: a whole number of 0 or more
    create "/b" { data = strrepeat(local.long, 100000) } # ERROR: Value too large: about 10 MB
    create "/c" { data = regex("[", local.long) } # ERROR: Invalid function argument: invalid regexp pattern
    create "/d" { data = regex("x", local.long) } # ERROR: Error in function call: did not match
    create "/e" { data = format("%01000d", 1) } # ERROR: Invalid function argument: three digits
    create "/f" { data = round(1.5, 21) } # ERROR: Invalid function argument: from 0 to 20
    create "/g" { as = "g" }
    require { condition = startswith(local.long) } # ERROR: Not enough function arguments
    require { condition = endswith([1], "1") } # ERROR: Invalid function argument: string required
    require { condition = strcontain(local.long, "1") } # ERROR: Call to unknown function: "strcontains"
    require { condition = alltrue(result.g.outcome) } # ERROR: Invalid function argument: list of bool required
    require { condition = anytrue(3) } # ERROR: Invalid function argument: list of bool required
    require { condition = clock < 5 } # ERROR: Unknown variable: clock is a function: write clock(...)
    require { condition = clock(result.g.at) < 5 } # ERROR: Too many function arguments
    require { condition = seconds_since(result.g) < 5 } # ERROR: Invalid function argument: number required
    require { condition = seconds_since("now") < 5 } # ERROR: Invalid function argument: number is required
    require { condition = result.g.at == "5" } # ERROR: Comparison that is never true
  }
}
