scenario "admin_server_before_3_5" {
  summary = "Old releases have no admin server and no controller."

  ensemble {
    servers = 1

    server "1" {
      config     = { "admin.enableServer" = "true" }
      controller = true
      release    = "3.4.14"
    }
  }

  session "app" { server = 1 }

  step "too old" {
    command "monitor" {
      server = 1
      via    = "admin" # ERROR: No admin server
    }
    controller {
      server  = 1 # ERROR: No controller
      command = "ping"
    }
  }
}
