scenario "ask_servers" {
  summary  = "Servers are asked by four-letter words, by their admin server, and by a program that runs beside them."
  releases = ">= 3.6.0" # the jars of 3.5 come without the Jetty that the admin server needs

  ensemble {
    servers = 3
    config  = { "admin.enableServer" = "true" }
  }

  session "app" { server = 1 }

  step "server 1 is well" {
    command "ruok" {
      server = 1
      as     = "word"
    }
    require { condition = result.word.text == "imok" }
    command "ruok" {
      server = 1
      via    = "admin"
      as     = "admin"
    }
    require { condition = jsondecode(result.admin.text).command == "ruok" && jsondecode(result.admin.text).error == null }
  }

  step "each admin server speaks for its own server" {
    command "server_stats" {
      server = 2
      via    = "admin"
      as     = "two"
    }
    require { condition = jsondecode(result.two.text).server_stats.server_state == server(2).role }
  }

  step "a program runs beside server 1" {
    exec {
      server  = 1
      command = ["sh", "-c", "echo hello; exit 3"]
      code    = 3
      as      = "program"
    }
    require { condition = result.program.text == "hello\n" && result.program.code == "3" }
  }
}
