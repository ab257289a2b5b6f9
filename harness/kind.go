package harness

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Action is a word of the language that changes the world: it does a fault or a
// client operation, and returns when its effect is there and proven. An error
// made by Inconclusive means that nothing can be said; any other error, that the
// harness or the machine broke.
type Action interface {
	Run(ctx context.Context, env *Env) error
}

// Assertion is a word of the language that looks at the world and leaves it as
// it is.
type Assertion interface {
	Look(ctx context.Context, env *Env) verdict.Verdict
}

// Check judges a finished timeline. It is pure, so that a saved timeline can be
// judged again. Its name is that of the guarantee it watches over.
type Check interface {
	Judge(events []timeline.Event) verdict.Verdict
}

// Optional abilities of actions and assertions.
type (
	// Validator finds mistakes that the schema cannot, as early as the values
	// of all attributes are known.
	Validator interface {
		Validate(sc *spec.Scenario) hcl.Diagnostics
	}
	// Needer needs something that not every runtime can do.
	Needer interface {
		Needs() []runtime.Capability
	}
	// Releaser runs releases that the ensemble does not name.
	Releaser interface {
		Releases(sc *spec.Scenario) []string
	}
	// Waiter is an Assertion that is looked at again until it holds, its answer is
	// final or the limit has passed.
	Waiter interface {
		Within() time.Duration
	}
	// Promiser is an Assertion that stands for a guarantee: when it is broken,
	// so is the guarantee. Others are preconditions: without them nothing can
	// be said. Guarantee may be "".
	Promiser interface {
		Guarantee() string
	}
	// Holder is a word with blocks of its own inside, such as the operations of a
	// transaction.
	Holder interface {
		// Holds lists what they may be.
		Holds() []Kind[any]
		// Hold takes the next one, in the order written. Those of a word that is
		// only being checked may lack values.
		Hold(part any)
	}
	// Lasting is a Promiser after which the story cannot go on when it is broken.
	Lasting interface {
		EndsStory() bool
	}
)

// Kind describes a word of the language, or a check.
type Kind[T any] struct {
	Name    string
	Summary string // one sentence for the reference
	Label   string // what the block's label is, such as "path"; "" for none
	// Plain describes one word for explain, from a verb on and without a full stop. Plain,
	// Waits and Receipt are templates of text/template over the word's attributes and its
	// label: {{.data}} writes a value, {{quoted .data}} a text in quotation marks,
	// {{servers .from}} servers by their ids, and {{is .wait "false"}} compares. What the
	// template does not write, explain appends, so that nothing is hidden.
	Plain string
	// Waits states in sentences what the word waits for.
	Waits string
	// Receipt states what proves that it took effect; "" for a word that needs no proof.
	Receipt string
	// Cases state what holds in place of Waits and Receipt for words with some attribute;
	// of several that apply, the last one counts.
	Cases   []Case
	Setup   string // the actions that the example needs before it
	Example string // the word in use, in HCL
	New     func() T
}

// header is how the word begins.
func (k Kind[T]) header() hcl.BlockHeaderSchema {
	header := hcl.BlockHeaderSchema{Type: k.Name}
	if k.Label != "" {
		header.LabelNames = []string{k.Label}
	}
	return header
}

// Registry is an explicit list of kinds, sorted by name.
type Registry[T any] struct {
	what  string
	kinds []Kind[T]
}

// NewRegistry makes a registry. A mistake in the list is one of ours, so it panics.
func NewRegistry[T any](what string, kinds ...Kind[T]) *Registry[T] {
	for i, k := range kinds {
		if k.Name == "" || k.Summary == "" || k.New == nil {
			panic(fmt.Sprintf("%s %d (%q) lacks a name, a summary or New", what, i, k.Name))
		}
		if i > 0 && kinds[i-1].Name >= k.Name {
			panic(fmt.Sprintf("%s %q does not belong behind %q: the list is sorted, without duplicates", what, k.Name, kinds[i-1].Name))
		}
	}
	return &Registry[T]{what: what, kinds: kinds}
}

// Kinds lists what is registered, sorted by name.
func (r *Registry[T]) Kinds() []Kind[T] { return slices.Clone(r.kinds) }

// only is the registry of the kinds with these names; without names, of all.
func (r *Registry[T]) only(names []string) *Registry[T] {
	if len(names) == 0 {
		return r
	}
	picked := slices.DeleteFunc(r.Kinds(), func(k Kind[T]) bool { return !slices.Contains(names, k.Name) })
	return &Registry[T]{what: r.what, kinds: picked}
}

// Lookup finds a kind by its name.
func (r *Registry[T]) Lookup(name string) (Kind[T], bool) {
	for _, k := range r.kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind[T]{}, false
}

// Language is all words that a step may hold, and the checks that judge every run.
type Language struct {
	Actions    *Registry[Action]
	Assertions *Registry[Assertion]
	Checks     *Registry[Check]
}
