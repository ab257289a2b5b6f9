procedure "set it" {
  argument "to" {}
  argument "server" { default = 1 }
  set "/a" { data = arg.to }
  restart { server = arg.server } # ERROR: No such server
}

procedure "endless" {
  call "round" {}
}

procedure "round" {
  call "endless" {} # ERROR: Endless call
}

procedure "no words" {} # ERROR: Nothing to do

procedure "uses a local value" {
  require { condition = local.x == 1 } # ERROR: Unknown variable
}

procedure "never called" {
  argument "x" {}
  kil { server = arg.x } # ERROR: Unsupported block type: Did you mean "kill"?
  kill { servr = arg.x } # ERROR: Unsupported argument
}

locals { x = 1 }

scenario "calls" {
  summary = "Calls that cannot work."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "calls" {
    call "set_it" {} # ERROR: No such procedure: Did you mean "set it"?
    call "set it" {} # ERROR: Missing argument
    call "set it" {
      to    = "x"
      sever = 2 # ERROR: No such argument: Did you mean "server"?
    }
    call "set it" {
      to     = "x"
      server = 9
    }
    call "set it" { to = result.nothing.data } # ERROR: Unsupported attribute
    call "endless" {}
    call "no words" {}
    call "uses a local value" {}
  }
}
