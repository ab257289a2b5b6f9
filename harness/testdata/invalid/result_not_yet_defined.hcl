scenario "a" {
  summary = "A result is defined after the word that has it."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    set "/x" { data = result.later.data } # ERROR: Unsupported attribute
    set "/x" {
      data = result.own.data # ERROR: Unsupported attribute
      as   = "own"
    }
  }

  step "two" {
    read "/x" { as = "later" }
  }
}
