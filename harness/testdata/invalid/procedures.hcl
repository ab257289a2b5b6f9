procedure "twice" {
  argument "path" {}
  argument "path" {} # ERROR: Duplicate argument
  kill { server = arg.path }
}

procedure "twice" { # ERROR: Duplicate procedure
  kill { server = 1 }
}
