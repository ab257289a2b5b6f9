# VERDICT: held

scenario "controller_commands" {
  summary = "Servers obey commands over HTTP."

  ensemble {
    servers = 3
    config  = { "admin.enableServer" = "true" }

    server "1" { controller = true }
  }

  session "app" { server = 1 }

  step "answers" { # done
    controller {
      server    = 1
      command   = "addDelay"
      parameter = 100
      as        = "control"
    }
    require { condition = result.control.text == "adddelay/100" && result.control.code == "200" }
    command "monitor" {
      server = 1
      via    = "admin"
      as     = "admin"
    }
    require { condition = result.admin.text == "monitor" }
  }
}
