scenario "a" {
  summary = "Faults that the state of the server rules out."

  ensemble {
    servers = 5

    server "5" {
      starts      = "later"
      server_list = [1, 2, 3, 4, 5]
    }
  }

  session "app" {}

  step "running servers" {
    start { server = 1 } # ERROR: Server runs already
    power_on { server = 2 } # ERROR: Machine has power
    resume { server = 1 } # ERROR: Server is not paused
  }

  step "exited servers" {
    kill { servers = [1] }
    pause { server = 1 } # ERROR: Server does not run
    kill { server = 1 } # ERROR: Server does not run
    stop { servers = [1, 2] } # ERROR: Server does not run
    restart { server = 1 } # ERROR: Server does not run
    lead { server = 3 } # ERROR: Server cannot serve
  }

  step "a server that starts later" {
    kill { server = 5 } # ERROR: Server does not run
    start { server = 5 }
    start { server = 5 } # ERROR: Server runs already
  }

  step "paused servers" {
    pause { server = 3 }
    pause { server = 3 } # ERROR: Server is paused already
    start {
      server    = 3 # ERROR: Server is paused: resume it
      may_be_up = true
    }
    pause { server = 3 }
    restart {
      server      = 3 # ERROR: Server is paused: heeds no SIGTERM
      may_be_down = true
    }
    pause { server = 3 }
    resume { server = 3 }
  }

  step "servers that may have ended" {
    kill {
      servers     = [1, 3]
      may_be_down = true
    }
    kill { server = 3 } # ERROR: Server does not run
    stop {
      servers     = [2, 3]
      may_be_down = true
    }
    stop { server = 2 } # ERROR: Server does not run
    start {
      servers   = [1, 3]
      may_be_up = true
    }
    start { server = 3 } # ERROR: Server runs already
    start {
      servers   = [1, 3]
      may_be_up = true # ERROR: Contradictory start: restart with may_be_down = true
      config    = { syncLimit = 4 }
    }
    restart {
      servers     = [1, 2]
      may_be_down = true
    }
    start { server = 2 } # ERROR: Server runs already
    start { server = 3 } # ERROR: Server runs already
  }

  step "the leader may be server 4" {
    kill { servers = [leader, 3] }
    start { server = 3 }
    start { server = 4 }
    kill { server = 4 }
  }
}
