// Package scenarios embeds the built-in catalogue: scenario files by theme. It contains no
// logic.
package scenarios

import "embed"

// FS contains the files as <theme>/<name>.hcl; each has one scenario of that name.
//
//go:embed */*.hcl
var FS embed.FS

// Seconds contains the duration of each scenario with its controls, as JSON; "make seconds"
// measures it.
//
//go:embed seconds.json
var Seconds []byte
