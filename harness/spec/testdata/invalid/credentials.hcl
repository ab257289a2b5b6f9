scenario "a" {
  summary = "Credentials begin with a scheme."

  ensemble {
    servers = 3
    auth    = [" ann:secret"] # ERROR: Invalid credentials
  }

  session "app" { auth = ["digest ann:secret", ""] } # ERROR: Invalid credentials
  session "log" { auth = ["digest:ann:secret"] } # ERROR: Invalid credentials: begin with a scheme and a space

  step "one" {
    anything {}
  }
}
