# A raw request may set a watch, which the checks cannot know: its event is not unasked for.

scenario "raw_watch" {
  summary = "A watch is set by a raw request, and goes off."

  ensemble { servers = 1 }

  session "app" {}

  step "a watch, and a change" {
    create "/x" { data = "1" }
    request "exists" { fields = [{ string = "/x" }, { bool = true }] }
    set "/x" { data = "2" }
    sync "/" {}
    require { condition = length(session.app.events) == 1 }
    read "/x" {}
  }
}
