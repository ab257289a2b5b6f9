# VERDICT: held

procedure "cycle" {
  argument "server" {}
  argument "rounds" {
    description = "Number of restarts."
    default     = 1
  }
  repeat {
    times = arg.rounds
    kill { server = arg.server }
    start { server = arg.server }
    await { synced = [arg.server] }
  }
}

procedure "cycle two" {
  argument "servers" {}
  call "cycle" { server = arg.servers[0] }
  call "cycle" {
    server = arg.servers[1]
    rounds = 2
  }
}

procedure "write" {
  argument "data" { default = "default" }
  set "/a" { data = arg.data }
  read "/a" { as = "written" }
}

variable "who" { default = [1, 2] }

scenario "procedures" {
  summary = "Procedures with arguments that depend on the running ensemble."

  ensemble { servers = 3 }

  session "app" { server = 3 }
  session "other" { server = 3 }

  step "a procedure calls another" {
    call "cycle two" { servers = var.who }
    call "cycle" { server = leader }
  }

  step "operations use the step's session" {
    session = "other"
    create "/a" {}
    call "write" {}
    require { condition = result.written.data == "default" && result.written.session == session.other.id }
  }

  step "the same words with another session" {
    session = "app"
    call "write" { data = "given ${result.written.data}" }
    require { condition = result.written.data == "given default" && result.written.session == session.app.id }
  }
}
