# VERDICT: held

scenario "commands" {
  summary = "Servers answer commands, and expressions read the answers."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "answers" { # done
    command "ruok" {
      server = 1
      as     = "word"
    }
    require { condition = result.word.text == "imok" && result.word.server == 1 && result.word.zxid == null }
    exec {
      server  = 1
      command = ["echo", "hello"]
      as      = "program"
    }
    require { condition = result.program.text == "hello\n" && result.program.code == "0" }
    exec {
      server  = 1
      command = ["false"]
      code    = 1
    }
  }

  step "a missing answer is unknown" { # done
    kill { server = 1 }
    command "ruok" {
      server   = 1
      as       = "lost"
      may_fail = true
    }
    require { condition = result.lost.outcome == "unknown" && result.lost.code != "" }
  }
}
