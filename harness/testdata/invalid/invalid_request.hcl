scenario "a" {
  summary = "Opcodes have numbers and names."

  ensemble { servers = 3 }

  session "app" {}


  step "one" {
    request "getDatas" {} # ERROR: No such opcode
    request "3" { fields = [{ string = "/a" }, { boolean = true }] } # ERROR: Invalid fields
    request "3" { fields = { string = "/a" } } # ERROR: Invalid fields
    request "3" { fields = [{ int = 5000000000 }] } # ERROR: Invalid fields
    request "3" { fields = [{ string = "/a", int = 0 }] } # ERROR: Invalid fields
  }
}
