package reference

import "fmt"

// exampleFrame is a scenario around the example of any action, assertion or structure.
// Server 1 has what some of them need, and the digest is that of super:secret, who has
// all permissions.
const exampleFrame = `%s

scenario "example" {
  summary = "An example of the reference."

  ensemble {
    servers    = 5
    config     = { reconfigEnabled = true }
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }

    server "1" {
      config     = { "admin.enableServer" = "true" }
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

// Scenario returns a scenario file that plays the example of an entry, or another use of
// it. The file has the procedure of the reference, which the example of call calls.
func (e Entry) Scenario(use string) string {
	return fmt.Sprintf(exampleFrame, procedureExample, e.Setup, use)
}
