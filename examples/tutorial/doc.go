// Package tutorial holds the scenario files of docs/tutorial.md, and the test that
// they give what the tutorial says.
package tutorial
