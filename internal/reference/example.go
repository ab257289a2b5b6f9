package reference

import "fmt"

// exampleFrame is a scenario around the example of any word. Its server 1 has what
// some words need, and its super, whose digest this is, may do everything.
const exampleFrame = `procedure "write twice" {
  argument "path" {}
  set "/config" { data = arg.path }
  set "/config" { data = "2" }
}

scenario "example" {
  summary = "A word in use."

  ensemble {
    servers    = 5
    config     = { reconfigEnabled = true }
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }

    server "1" {
      log_size   = "3MB"
      controller = true
    }
  }

  session "app" { server = 1 }

  step "before" {
    exists "/" {}
%s
  }

  step "example" {
%s
  }
}
`

// Scenario is a scenario file in which the example of a word can be played, or
// another use of the word.
func (e Entry) Scenario(use string) string { return fmt.Sprintf(exampleFrame, e.Setup, use) }
