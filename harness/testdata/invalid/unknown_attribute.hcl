scenario "a" {
  summary = "Attributes of words have fixed names."

  ensemble { servers = 3 }

  session "app" {}

  step "one" {
    kill { sever = 1 } # ERROR: Unsupported argument
    set "/x" { dat = "1" } # ERROR: Unsupported argument
    await { ledaer = 1 } # ERROR: Unsupported argument
  }
}
