scenario "a" {
  summary = "Faults meet servers that are as they have to be."

  ensemble {
    servers = 5

    server "5" {
      starts      = "later"
      server_list = [1, 2, 3, 4, 5]
    }
  }

  session "app" {}

  step "the living" {
    start { server = 1 } # ERROR: Server runs already
    power_on { server = 2 } # ERROR: Machine has power
    resume { server = 1 } # ERROR: Server is not paused
  }

  step "the dead" {
    kill { servers = [1] }
    kill { server = 1 } # ERROR: Server does not run
    stop { servers = [1, 2] } # ERROR: Server does not run
    pause { server = 1 } # ERROR: Server does not run
    power_off { server = 1 } # ERROR: Server does not run
    restart { server = 1 } # ERROR: Server does not run
    lead { server = 3 } # ERROR: Server cannot serve
  }

  step "who starts later" {
    kill { server = 5 } # ERROR: Server does not run
    start { server = 5 }
    start { server = 5 } # ERROR: Server runs already
  }

  step "the frozen" {
    pause { server = 3 }
    pause { server = 3 } # ERROR: Server is paused already
    resume { server = 3 }
  }

  step "who knows" {
    kill { servers = [leader, 3] }
    start { server = 3 }
    start { server = 4 }
    kill { server = 4 }
  }
}
