// Package harness is the engine: it compiles a scenario into a plan, boots the
// ensemble in some runtime, plays the steps, judges the history and tidies up.
// Words of the language and checks come from outside, as registries; runtimes
// too. Start reading at Run.
package harness
