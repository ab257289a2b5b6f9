scenario "commands" {
  summary = "Commands that servers cannot answer."

  ensemble {
    servers = 3

    server "2" {
      config     = { "admin.enableServer" = "true" }
      controller = true
    }
  }

  session "app" { server = 1 }

  step "commands" {
    command "ruok" { server = 4 } # ERROR: No such server
    command "rouk!" { server = 1 } # ERROR: Invalid command
    command "monitor" { server = 1 } # ERROR: Invalid command
    command "ruok" {
      server = 1
      via    = "admin_server" # ERROR: Invalid value of via
    }
    command "monitor" {
      server = 1
      via    = "admin" # ERROR: No admin server
    }
    command "no/such" { # ERROR: Invalid command
      server = 2
      via    = "admin"
    }
    command "restore" { # ERROR: Command with a snapshot
      server = 2
      via    = "admin"
    }
    command "ruok" {
      server        = 2
      authorization = "digest super:secret" # ERROR: No authorization
    }
  }

  step "programs" {
    exec {
      server  = 1
      command = [] # ERROR: No program
    }
  }

  step "controllers" {
    controller {
      server  = 1 # ERROR: No controller
      command = "ping"
    }
    controller {
      server  = 2
      command = "adddelays" # ERROR: No such command
    }
    controller {
      server  = 2
      command = "expireSession" # ERROR: Command without effect
    }
    controller {
      server    = 2
      command   = "ping"
      parameter = 1 # ERROR: No parameter
    }
    controller {
      server    = 2
      command   = "adddelay"
      parameter = "soon" # ERROR: Invalid parameter
    }
  }

  step "exited servers" {
    controller {
      server  = 2
      command = "shutdown"
    }
    controller {
      server  = 2 # ERROR: Server does not run
      command = "shutdown"
    }
    kill { server = 1 }
    command "ruok" { server = 1 } # ERROR: Server does not run
    command "ruok" {
      server   = 1
      may_fail = true
    }
    exec {
      server  = 1 # ERROR: Server does not run
      command = ["echo"]
    }
  }
}
