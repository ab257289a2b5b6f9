package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"
)

// docs/commands.md is generated from the commands.
//
//go:generate go test -run ^TestCommandsPageIsFresh$ . -update

func TestCommandsPageIsFresh(t *testing.T) {
	golden.Assert(t, commandsPage(newRoot(io.Discard, io.Discard)), "../../../docs/commands.md")
}

const pageHead = `<!-- Written by cmd/zkscenario/commands_test.go from the commands; do not edit. -->
# The commands

The output of ` + "`zkscenario COMMAND --help`" + ` for each command, and the shape of its JSON (` + "`--format json`" + `), which is written to standard output. Names of optional
fields end in ` + "`?`" + `. Mistakes in the command line itself are reported as text on standard error, with exit code 2. ` + "`zkscenario completion --help`" + ` explains how to
complete commands, flags and names of scenarios in a shell.

`

func commandsPage(root *cobra.Command) string {
	var out strings.Builder
	out.WriteString(pageHead)
	visit(root, func(cmd *cobra.Command) {
		if cmd.HasParent() {
			fmt.Fprintf(&out, "* [%s](#%s): %s.\n", cmd.CommandPath(), strings.ReplaceAll(cmd.CommandPath(), " ", "-"), cmd.Short)
		}
	})
	visit(root, func(cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		writeCommand(&out, cmd)
	})
	return out.String()
}

// visit calls f for every command that is visible and has no subcommands, and for the root.
func visit(cmd *cobra.Command, f func(*cobra.Command)) {
	if !cmd.HasSubCommands() || !cmd.HasParent() {
		f(cmd)
	}
	for _, child := range cmd.Commands() {
		if child.IsAvailableCommand() {
			visit(child, f)
		}
	}
}

// asMarkdown escapes plain text.
var asMarkdown = strings.NewReplacer("*", `\*`, "<", `\<`, "_", `\_`)

func writeCommand(out *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(out, "\n## %s\n\n%s.\n\n```text\n%s\n```\n\n%s\n\n", cmd.CommandPath(), cmd.Short, cmd.UseLine(), asMarkdown.Replace(cmd.Long))
	fmt.Fprintf(out, "```console\n%s\n```\n", strings.ReplaceAll(strings.TrimLeft(cmd.Example, " "), "\n  ", "\n"))
	if flags := cmd.LocalFlags().FlagUsages(); flags != "" {
		fmt.Fprintf(out, "\n```text\n%s```\n", flags)
	}
	if json := cmd.Annotations[jsonShape]; json != "" {
		fmt.Fprintf(out, "\nAs JSON:\n\n```text\n%s\n```\n", json)
	}
}

func TestHelpIsComplete(t *testing.T) {
	visit(newRoot(io.Discard, io.Discard), func(cmd *cobra.Command) {
		assert.Assert(t, cmd.Short != "" && !strings.HasSuffix(cmd.Short, "."), cmd.CommandPath())
		assert.Assert(t, strings.Contains(cmd.Long, "\nExit codes: 0"), "%s does not document its exit codes", cmd.CommandPath())
		assert.Assert(t, cmd.Example != "", "%s has no example", cmd.CommandPath())
		for line := range strings.Lines(cmd.Long) {
			assert.Assert(t, len(line) <= 91, "too long for a terminal: %s", line)
		}
		for line := range strings.Lines(cmd.Example) {
			checkExample(t, cmd, line)
		}
	})
}

// checkExample refuses flags and arguments that the command does not take.
func checkExample(t *testing.T, cmd *cobra.Command, line string) {
	t.Helper()
	words := strings.Fields(line)
	assert.Equal(t, words[0], "zkscenario", line)
	found, args, err := newRoot(io.Discard, io.Discard).Find(words[1:])
	assert.NilError(t, err, line)
	assert.Assert(t, !cmd.HasParent() || found.CommandPath() == cmd.CommandPath(), line)
	assert.NilError(t, found.ParseFlags(args), line)
	assert.NilError(t, found.ValidateArgs(found.Flags().Args()), line)
}

var (
	shown = regexp.MustCompile("(?ms)^```(?:sh|console)\n(.*?)^```$")
	// typed matches a line that begins with the command, possibly after a prompt.
	typed = regexp.MustCompile(`^(?:\$ )?(?:\.?/?bin/)?(zkscenario .*)$`)
	// shellOnly matches redirections, pipes and comments, which the shell handles.
	shellOnly = regexp.MustCompile(`\s+(?:[|#]|&&|>).*$`)
	subshell  = regexp.MustCompile(`\$\([^)]*\)`)
)

func TestCommandsInTheDocumentationAreValid(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	assert.NilError(t, err)
	found := 0
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		assert.NilError(t, err)
		for _, block := range shown.FindAllStringSubmatch(string(text), -1) {
			for line := range strings.Lines(block[1]) {
				if command := typed.FindStringSubmatch(strings.TrimSpace(line)); command != nil {
					found++
					text := shellOnly.ReplaceAllString(subshell.ReplaceAllString(command[1], "3.9.5"), "")
					checkExample(t, newRoot(io.Discard, io.Discard), text)
				}
			}
		}
	}
	assert.Assert(t, found > 20, "only %d commands were found", found)
}

func TestShellCompletesNames(t *testing.T) {
	for line, want := range map[string][]string{
		"run binch":             {"binchanges", "binchanges_inner_hole"},
		"list kill":             {"kill_leader"},
		"docs awa":              {"await"},
		"run --runtime do":      {"docker"},
		"list --guarantee dura": {"durability"},
		"check --format js":     {"json"},
		"run x --release 3.4.1": {"3.4.1", "3.4.10", "3.4.11", "3.4.12", "3.4.13", "3.4.14"},
	} {
		var out strings.Builder
		args := append([]string{cobra.ShellCompNoDescRequestCmd}, strings.Fields(line)...)
		assert.Equal(t, run(t.Context(), args, &out, io.Discard), 0, line)
		offered := strings.Fields(out.String())
		for _, name := range want {
			assert.Assert(t, slices.Contains(offered, name), "%s: %s", line, out.String())
		}
	}
}
