package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/reference"
	"github.com/zkscenario/zkscenario/internal/reference/text"
)

func newDocs() *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "docs [WORD]",
		Short: "Show the reference of a block, word, argument, function or guarantee",
		Long: `Show the reference of a block, an action, an assertion, one of their arguments, a
function, a name, one of its attributes, a guarantee or a verdict: every entry with that
name. Without WORD, list all entries.

Exit codes: 0 shown; 2 there is no such word, or wrong command line.`,
		Example: `  zkscenario docs
  zkscenario docs await
  zkscenario docs elected_with
  zkscenario docs single_system_image --format json`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return reference.New(language()).Words(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			entries := reference.New(language(), new(runtimeFlags).runtimes(nil)...)
			if len(args) == 1 {
				var err error
				if entries, err = lookUp(entries, args[0]); err != nil {
					return err
				}
			}
			switch {
			case f == formatJSON:
				return writeJSON(cmd, entries)
			case len(args) == 0:
				cmd.Print(text.Overview(entries))
			default:
				cmd.Print(text.Details(entries))
			}
			return nil
		},
	}
	addFormat(cmd, &f, "text, or json: a list of entries", reference.Reference{})
	return cmd
}

// base matches the part of server(2).zxid, session.app or "kill {" that has an entry.
var base = regexp.MustCompile(`^\w+`)

// lookUp returns the entries of a word.
func lookUp(all reference.Reference, word string) (reference.Reference, error) {
	for _, name := range []string{word, base.FindString(word)} {
		if found := all.Find(name); len(found) > 0 {
			return found, nil
		}
	}
	return nil, fmt.Errorf("there is no word %q in the language.%s", word, suggestion(all, word))
}

// suggestion returns a similar word; a list of all words is too long for a message.
func suggestion(all reference.Reference, word string) string {
	if hint := spec.DidYouMean(word, all.Words()); strings.HasPrefix(hint, " Did you mean") {
		return hint
	}
	return " zkscenario docs lists them all."
}
