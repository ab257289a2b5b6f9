// Package scenarios is the built-in catalogue: scenario files by theme. It has
// no logic of its own.
package scenarios

import "embed"

// FS holds the files as <theme>/<name>.hcl; each has one scenario of that name.
//
//go:embed */*.hcl
var FS embed.FS

// Seconds is how long each scenario takes with its controls, as JSON; "make seconds"
// measures it.
//
//go:embed seconds.json
var Seconds []byte
