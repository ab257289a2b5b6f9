scenario "power" {
  summary = "Machines that have power, and machines that have none."

  ensemble { servers = 5 }

  session "app" { server = 5 }

  step "power" {
    power_on { server = 1 } # ERROR: Machine has power: start starts a server
    power_off { server = 2 }
    start { server = 2 }     # ERROR: Machine has no power: power_on gives it back
    power_off { server = 3 }
    power_on { server = 3 }
    power_on { server = 3 }  # ERROR: Machine has power
    power_off { server = 4 }
    kill { server = 4 }      # ERROR: Server does not run
    power_off { server = 4 } # ERROR: Machine has no power
    kill { server = 5 }
    power_off { server = 5 }
    start {
      server    = 5 # ERROR: Machine has no power
      may_be_up = true
    }
  }
}
