scenario "releases" {
  summary  = "Releases that do not exist."
  releases = ">= 3.5.0, < 3.4.0" # ERROR: Empty range of releases: from 3.4.14 to 3.9.5

  expect "single_system_image" { violated_on = ">= 3.10.0" } # ERROR: Empty range of releases

  ensemble {
    servers = 3
    release = "3.9.99" # ERROR: No such release: Did you mean "3.9.5"?

    server "1" { release = "3.8.40" } # ERROR: No such release: Did you mean "3.8.4"?
  }

  control "other" {
    because = "It does not exist."
    release = "4.0.0" # ERROR: No such release
    on      = "< 3.0.0" # ERROR: Empty range of releases
  }

  step "one" {
    restart {
      server  = 1
      release = "3.9.9" # ERROR: No such release: Did you mean "3.9.5"?
    }
    restart {
      server  = 1
      release = "3.5.0" # as 3.5.0-alpha
    }
  }
}
