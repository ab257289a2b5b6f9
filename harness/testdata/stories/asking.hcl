# VERDICT: held

scenario "asking" {
  summary = "Servers are asked, and their answers are there for expressions."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "answers" { # done
    command "ruok" {
      server = 1
      as     = "word"
    }
    require { condition = result.word.text == "imok" && result.word.outcome == "ok" && result.word.server == 1 && result.word.zxid == null }
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

  step "no answer is an end too" { # done
    kill { server = 1 }
    command "ruok" {
      server   = 1
      as       = "none"
      may_fail = true
    }
    require { condition = result.none.outcome == "unknown" && result.none.code != "" }
  }
}
