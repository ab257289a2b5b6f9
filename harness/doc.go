// Package harness compiles a scenario into a plan, boots the ensemble in a runtime, runs the
// steps, judges the history and tidies up. The words of the language, the checks and the
// runtimes are passed in. Start reading at Run.
package harness
